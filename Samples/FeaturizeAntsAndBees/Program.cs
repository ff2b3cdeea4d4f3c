using System.Diagnostics;
using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Pretrained;

// What a network has learned to see on ImageNet is enough for ML.NET's own trainers: only a linear model is trained here, in seconds.
// Arguments: a folder with train/ and val/, each with a folder a class, and weights of SqueezeNet 1.1.
var folder = args.ElementAtOrDefault(0) ?? "../shared/data/hymenoptera";
var weights = Weights.File(args.ElementAtOrDefault(1) ?? "../shared/weights/imagenet-squeezenet/SqueezeNet_fp16.onnx");

var ml = new MLContext(seed: 1);
var train = ml.TransferLearning().LoadImageFolder(Path.Combine(folder, "train"));
var test = ml.TransferLearning().LoadImageFolder(Path.Combine(folder, "val"));

var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.TransferLearning().Featurize("Features", "squeezenet1_1", weights))
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
