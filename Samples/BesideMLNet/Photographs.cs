using System.Diagnostics;
using Microsoft.ML;
using Spectre.Console;
using Toolkit.Augmentation;
using Toolkit.Estimators;
using Toolkit.Pretrained;
using Toolkit.Training;

namespace Toolkit.Samples;

/// <summary>
/// Three ways to teach photographs to the same pretrained network: ML.NET's features and ours, each below a linear model, and fine-tuning.
/// </summary>
internal static class Photographs
{
    private const string Network = "resnet18_mlnet";

    /// <summary>The file of the package from which DnnFeaturizeImage computes, too.</summary>
    private static Weights Pretrained => Weights.Named("resnet18.mlnet");

    /// <summary>Fits each way to the photographs in train/ and prints how it does on those in val/.</summary>
    /// <param name="folder">Has train/ and val/, each with a folder a class.</param>
    public static void Compare(string folder)
    {
        var ml = new MLContext(seed: 1);
        var train = ml.TransferLearning().LoadImageFolder(Path.Combine(folder, "train"));
        var test = ml.TransferLearning().LoadImageFolder(Path.Combine(folder, "val"));
        Console.WriteLine($"{train.GetRowCount()} photographs to train on, {test.GetRowCount()} to test on");

        var table = new Table().SimpleBorder().AddColumns("", "accuracy", "fit", "test");
        Measure("ML.NET: DnnFeaturizeImage, linear model", WithLinearModel(ml, MlNetFeatures(ml)));
        Measure("toolkit: Featurize, linear model", WithLinearModel(ml, OurFeatures(ml)));
        Measure("toolkit: FineTune", FineTuning(ml));
        AnsiConsole.Write(table);

        void Measure(string way, IEstimator<ITransformer> steps) => AnsiConsole.Status().Start(way, _ =>
        {
            var clock = Stopwatch.StartNew();
            var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(steps).Fit(train);
            var fitting = clock.Elapsed.TotalSeconds;
            clock.Restart();
            var metrics = ml.MulticlassClassification.Evaluate(model.Transform(test));
            var rate = test.GetRowCount()!.Value / clock.Elapsed.TotalSeconds;
            table.AddRow(way, Text($"{100 * metrics.MicroAccuracy:F2} %"), Text($"{fitting:F0} s"), Text($"{rate:F0} images/s"));
        });
    }

    private static string Text(FormattableString value) => FormattableString.Invariant(value);

    private static IEstimator<ITransformer> MlNetFeatures(MLContext ml) => ml.Transforms
        .LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath")
        .Append(ml.Transforms.ResizeImages("Image", 224, 224))
        .Append(ml.Transforms.ExtractPixels("Pixels", "Image"))
        .Append(ml.Transforms.DnnFeaturizeImage(
            "Features", model => model.ModelSelector.ResNet18(ml, model.OutputColumn, model.InputColumn), "Pixels"));

    private static ImageFeaturizingEstimator OurFeatures(MLContext ml) => ml.TransferLearning().Featurize("Features", Network, Pretrained);

    /// <summary>The cache keeps the trainer, which reads its data more than once, from computing features anew.</summary>
    private static IEstimator<ITransformer> WithLinearModel(MLContext ml, IEstimator<ITransformer> features) =>
        features.AppendCacheCheckpoint(ml).Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());

    /// <summary>With the numbers of the sample AntsAndBees, which were chosen on a fifth of the training photographs.</summary>
    private static ImageFineTuningTrainer FineTuning(MLContext ml) => ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
    {
        Network = Network,
        Weights = Pretrained,
        Training = new FineTuningOptions
        {
            ValidationFraction = 0,
            Epochs = 14,
            FrozenEpochs = 10,
            AugmentWhileFrozen = false,
            LearningRate = 1e-3,
            UnfrozenLearningRate = 2e-5,
            FirstLayerGroupRateFactor = 0.01,
            Schedule = Schedule.OneCycle(),
            BatchSize = 16,
            BatchNormStatistics = BatchNormStatistics.Keep,
            Augmentation = [new RandomResizedCrop(224, 224, scale: (0.35, 1)), new RandomHorizontalFlip()],
        },
    });
}
