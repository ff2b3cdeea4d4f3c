using Microsoft.ML;
using Microsoft.ML.TorchSharp;
using Spectre.Console;
using Toolkit.Estimators;
using Toolkit.Pretrained;

namespace Toolkit.Samples;

/// <summary>
/// Items with a description and a photograph, each judged by a network of its own: ML.NET's text classifier and this toolkit's image trainer
/// in one pipeline, on one TorchSharp. A linear model, fitted to items that neither has seen, then weighs the two.
/// </summary>
internal static class TextAndPhotographs
{
    /// <summary>Prints the accuracy of each network alone and of both together.</summary>
    /// <param name="list">A header line, then label, text and image file of an item a line, with tabs between.</param>
    /// <exception cref="IOException">The text classifier's language model cannot be downloaded.</exception>
    public static void Judge(string list)
    {
        var ml = new MLContext(seed: 1);
        var items = ml.Data.LoadFromTextFile<Item>(list, hasHeader: true);
        var split = ml.Data.TrainTestSplit(items, testFraction: 0.4);
        var unseen = ml.Data.TrainTestSplit(split.TestSet, testFraction: 0.5);

        var networks = FitNetworks(ml, split.TrainSet, Path.GetDirectoryName(Path.GetFullPath(list))!);
        var together = ml.Transforms.Concatenate("Features", "TextScore", "ImageScore")
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(networks.Transform(unseen.TrainSet));

        var scored = together.Transform(networks.Transform(unseen.TestSet));
        var table = new Table().SimpleBorder().AddColumns("judged by", "accuracy");
        Add("text", "TextScore", "TextLabel");
        Add("photograph", "ImageScore", "ImageLabel");
        Add("both", "Score", "PredictedLabel");
        AnsiConsole.Write(table);

        void Add(string name, string scores, string label)
        {
            var metrics = ml.MulticlassClassification.Evaluate(scored, scoreColumnName: scores, predictedLabelColumnName: label);
            table.AddRow(name, $"{metrics.MicroAccuracy:P2}");
        }
    }

    private static ITransformer FitNetworks(MLContext ml, IDataView items, string folder)
    {
        var networks = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.MulticlassClassification.Trainers.TextClassification(
                scoreColumnName: "TextScore", outputColumnName: "TextLabel", sentence1ColumnName: "Text", maxEpochs: 3))
            .Append(ml.Transforms.LoadImages("Image", imageFolder: folder, inputColumnName: "ImagePath"))
            .Append(ml.Transforms.ResizeImages("Image", 224, 224))
            .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
            {
                Network = "resnet18_mlnet",
                Weights = Weights.Named("resnet18.mlnet"),
                ScoreColumnName = "ImageScore",
                PredictedLabelColumnName = "ImageLabel",
                Training = new() { Epochs = 5, FrozenEpochs = 3 },
            }));
        try
        {
            return networks.Fit(items);
        }
        catch (InvalidOperationException error) when (error.Message.Contains("could not be downloaded", StringComparison.Ordinal))
        {
            throw new IOException(
                "ML.NET's text classifier downloads its language model at its first use and cannot reach it: run this once with a connection.", error);
        }
    }
}
