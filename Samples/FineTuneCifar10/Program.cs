using Microsoft.ML;
using Microsoft.ML.Transforms;
using Toolkit.Estimators;
using Toolkit.Samples;
using Toolkit.Training;

return SampleOptions.Run(args, (options, cancellation) =>
{
    var ml = new MLContext(options.Seed);
    var data = ImageData.Find(options.Data).Take(options.TrainImages, options.TestImages, options.Seed);
    Console.WriteLine($"{data.Name}: {data.Train.Count} training images, {data.Test.Count} test images; network {options.Network}");
    IDataView train = ml.TransferLearning().LoadImages(data.Train);
    IDataView test = ml.TransferLearning().LoadImages(data.Test);

    using var report = new TrainingReport(options.Epochs);
    var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
        .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
        {
            Network = options.Network,
            Weights = StartingWeights.Find(options),
            Recipe = Recipes.Cifar10(options.Network) with { Input = data.Input },
            Epochs = options.Epochs,
            FrozenEpochs = options.FrozenEpochs,
            IterationCallback = report.OnIteration,
            EpochCallback = report.OnEpoch,
            CancellationToken = cancellation,
        }))
        .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    var model = pipeline.Fit(train);

    var metrics = ml.MulticlassClassification.Evaluate(model.Transform(test));
    report.Print(metrics, data.Test.ClassNames);
    var trained = model.OfType<ImageClassificationTransformer>().Single();
    report.WriteCurves(trained.TrainingResult!, Path.Combine(options.Output.FullName, "learning-curves.svg"));

    var file = Path.Combine(options.Output.FullName, "model.zip");
    ml.TransferLearning().Save(model, train.Schema, file);
    TenImages.Classify(ml, file, test);
    Console.WriteLine(FormattableString.Invariant($"test accuracy: {100 * metrics.MicroAccuracy:F2} %"));
    return 0;
});
