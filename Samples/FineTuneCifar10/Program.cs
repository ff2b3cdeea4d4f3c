using Microsoft.ML;
using Microsoft.ML.Transforms;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.Samples;

return SampleOptions.Run(args, (options, cancellation) =>
{
    var ml = new MLContext(options.Seed);
    var data = ImageData.Find(options.Data).Take(options.TrainImages, options.TestImages, options.Seed);
    IDataView train = ml.TransferLearning().LoadImages(data.Train);
    IDataView test = ml.TransferLearning().LoadImages(data.Test);
    Console.WriteLine($"{data.Name}: {data.Train.Count} training images, {data.Test.Count} test images of {options.Size}×{options.Size} pixels");

    var starts = Start.Of(options);
    var images = starts[0].Weights?.InputSpec ?? InputSpec.Cifar10;
    var input = images with { Height = options.Size, Width = options.Size, ResizeShorterSide = options.Size };
    List<(string Name, double Accuracy)> scores = [];
    foreach (var start in starts)
    {
        Console.WriteLine($"\n{options.Network} from {start.Name}");
        using var report = new TrainingReport(options.Epochs);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
            {
                Network = options.Network,
                Weights = start.Weights,
                Training = start.Recipe(options, input) with { Seed = options.Seed },
                IterationCallback = report.OnIteration,
                EpochCallback = report.OnEpoch,
                CancellationToken = cancellation,
            }))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = pipeline.Fit(train);
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(test));
        scores.Add((start.Name, metrics.MicroAccuracy));
        if (start != starts[0]) continue;

        report.Print(metrics, data.Test.ClassNames);
        var trained = model.OfType<ImageClassificationTransformer>().Single();
        report.WriteCurves(trained.TrainingResult!, Path.Combine(options.Output.FullName, "learning-curves.svg"));
        var file = Path.Combine(options.Output.FullName, "model.zip");
        ml.TransferLearning().Save(model, train.Schema, file);
        TenImages.Classify(ml, file, data.Test);
    }

    Comparison.Print(scores);
    return 0;
});
