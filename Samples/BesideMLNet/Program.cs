// Items with a description and a photograph, each judged by a network of its own: ML.NET's text classifier and this toolkit's image
// trainer in one pipeline, on one TorchSharp. A linear model, fitted to items that neither has seen, then weighs the two.
using Microsoft.ML;
using Microsoft.ML.TorchSharp;
using Toolkit.Estimators;
using Toolkit.Pretrained;
using Toolkit.Samples;

if (args is not [var list])
{
    Console.Error.WriteLine("usage: BesideMLNet items.tsv    a header line, then label, text, image file of an item a line (tabs)");
    return 1;
}

var ml = new MLContext(seed: 1);
var items = ml.Data.LoadFromTextFile<Item>(list, hasHeader: true);
var split = ml.Data.TrainTestSplit(items, testFraction: 0.4);
var unseen = ml.Data.TrainTestSplit(split.TestSet, testFraction: 0.5);

var networks = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.MulticlassClassification.Trainers.TextClassification(
        scoreColumnName: "TextScore", outputColumnName: "TextLabel", sentence1ColumnName: "Text", maxEpochs: 3))
    .Append(ml.Transforms.LoadImages("Image", imageFolder: Path.GetDirectoryName(Path.GetFullPath(list)), inputColumnName: "ImagePath"))
    .Append(ml.Transforms.ResizeImages("Image", 224, 224))
    .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
    {
        Network = "resnet18",
        Weights = Weights.Named("resnet18.imagenet1k_v1"),
        ScoreColumnName = "ImageScore",
        PredictedLabelColumnName = "ImageLabel",
        Epochs = 5,
        FrozenEpochs = 3,
    }))
    .Fit(split.TrainSet);
var together = ml.Transforms.Concatenate("Features", "TextScore", "ImageScore")
    .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
    .Fit(networks.Transform(unseen.TrainSet));

var scored = together.Transform(networks.Transform(unseen.TestSet));
Print("text", "TextScore", "TextLabel");
Print("photograph", "ImageScore", "ImageLabel");
Print("both", "Score", "PredictedLabel");
return 0;

void Print(string name, string scores, string label)
{
    var metrics = ml.MulticlassClassification.Evaluate(scored, scoreColumnName: scores, predictedLabelColumnName: label);
    Console.WriteLine($"{name,-10}  {metrics.MicroAccuracy:P2}");
}
