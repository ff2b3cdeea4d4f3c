using Microsoft.ML;
using Toolkit.Augmentation;
using Toolkit.Estimators;
using Toolkit.Samples;
using Toolkit.Training;

return SampleOptions.Run(args, (options, cancellation) =>
{
    // Epochs, rates and statistics were chosen on a fifth of the training images (--hold-out 0.2); the photographs in "val" give the printed scores only.
    var recipe = new FineTuningOptions
    {
        Epochs = options.Epochs,
        FrozenEpochs = options.FrozenEpochs,
        LearningRate = 1e-3,
        UnfrozenLearningRate = options.Rate,
        FirstLayerGroupRateFactor = 0.01,
        Schedule = Schedule.OneCycle(),
        BatchSize = 16,
        BatchNormStatistics = BatchNormStatistics.Keep,
        AugmentWhileFrozen = false,
        Augmentation = [new RandomResizedCrop(224, 224, scale: (0.35, 1)), new RandomHorizontalFlip()],
        ValidationFraction = options.HoldOut,
    };
    Console.WriteLine($"{options.Network} starts from {options.Weights}");

    var scores = new Scores();
    for (var seed = 1; seed <= options.Seeds; seed++)
    {
        scores.Add("frozen backbone", seed, AccuracyAfter(recipe with { Epochs = recipe.FrozenEpochs }, seed));
        scores.Add("all layers", seed, AccuracyAfter(recipe, seed));
    }

    scores.Print(final: "all layers");

    double AccuracyAfter(FineTuningOptions numbers, int seed)
    {
        var ml = new MLContext(seed);
        IDataView train = ml.TransferLearning().LoadImageFolder(Path.Combine(options.Data, "train"));
        IDataView test = ml.TransferLearning().LoadImageFolder(Path.Combine(options.Data, "val"));
        using var model = TrainingProgress.Show(numbers.Epochs, progress => Images(ml)
            .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
            {
                Network = options.Network,
                Weights = options.Weights,
                Training = numbers with { Seed = seed },
                CancellationToken = cancellation,
                IterationCallback = progress.OnIteration,
                EpochCallback = options.HoldOut > 0 ? progress.OnEpoch : null,
            }))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(train));
        cancellation.ThrowIfCancellationRequested(); // the accuracy of half a training would say nothing
        return ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
    }

    // LoadImageFolder has decoded the images already; with --through-pipeline ML.NET's own transforms load and resize them.
    IEstimator<ITransformer> Images(MLContext ml)
    {
        var keyed = ml.Transforms.Conversion.MapValueToKey("Label");
        return !options.ThroughPipeline ? keyed : keyed
            .Append(ml.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath"))
            .Append(ml.Transforms.ResizeImages("Image", 224, 224));
    }
});
