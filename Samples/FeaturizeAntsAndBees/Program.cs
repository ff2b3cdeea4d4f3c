using System.Diagnostics;
using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Pretrained;
using Toolkit.Samples;

// What a network has learned to see on ImageNet is enough for ML.NET's own trainers: only a linear model is trained here, in seconds.
// Argument: a folder with train/ and val/, each with a folder a class; else hymenoptera in TOOLKIT_DATA or data.
return UserMistakes.Report(() =>
{
    var folder = DataFolder.Hymenoptera(args.ElementAtOrDefault(0));
    var ml = new MLContext(seed: 1);
    var train = ml.TransferLearning().LoadImageFolder(Path.Combine(folder, "train"));
    var test = ml.TransferLearning().LoadImageFolder(Path.Combine(folder, "val"));

    var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
        .Append(ml.TransferLearning().Featurize("Features", "resnet18_mlnet", Weights.Named("resnet18.mlnet")))
        .AppendCacheCheckpoint(ml)
        .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
        .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

    var clock = Stopwatch.StartNew();
    var model = pipeline.Fit(train);
    Console.WriteLine($"fitted to {train.GetRowCount()} photographs in {clock.Elapsed.TotalSeconds:F1} s");

    clock.Restart();
    var metrics = ml.MulticlassClassification.Evaluate(model.Transform(test));
    Console.WriteLine($"accuracy {metrics.MicroAccuracy:P2} on {test.GetRowCount()} others in {clock.Elapsed.TotalSeconds:F1} s");
    Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());
    return 0;
});
