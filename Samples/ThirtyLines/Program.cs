using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Pretrained;

var ml = new MLContext(seed: 1);
IDataView train = ml.TransferLearning().LoadImageFolder("flowers/train");    // ImagePath, Label, Image
IDataView test = ml.TransferLearning().LoadImageFolder("flowers/test");

var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath"))
    .Append(ml.Transforms.ResizeImages("Image", 224, 224))
    .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
    {
        Network = "resnet18_mlnet",
        Weights = Weights.Named("resnet18.mlnet"),
        Training = new() { Epochs = 15, FrozenEpochs = 5, LearningRate = 1e-3, UnfrozenLearningRate = 1e-4 },
    }))
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

ITransformer model = pipeline.Fit(train);
var metrics = ml.MulticlassClassification.Evaluate(model.Transform(test));
Console.WriteLine($"accuracy {metrics.MicroAccuracy:P2}");
Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());

ml.TransferLearning().Save(model, train.Schema, "flowers.zip");
ITransformer loaded = ml.TransferLearning().Load("flowers.zip", out var schema);
