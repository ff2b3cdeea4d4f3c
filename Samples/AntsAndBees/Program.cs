using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Samples;
using Toolkit.Training;

// Epochs and rates were chosen on a fifth of the training images (--hold-out 0.2); the photographs in "val" give the printed scores only.
var frozen = new FineTuningOptions
{
    Epochs = 10,
    FrozenEpochs = 10,
    LearningRate = 1e-3,
    BatchSize = 16,
    AugmentWhileFrozen = false,
};
var unfrozen = frozen with
{
    Epochs = 4,
    FrozenEpochs = 0,
    LearningRate = 2e-5,
    Schedule = RateScheduleKind.OneCycle,
    Augmentation = [new RandomResizedCrop(224, 224, scale: (0.35, 1)), new RandomHorizontalFlip()],
};
var scratch = unfrozen with { LearningRate = 1e-4 };

return SampleOptions.Run(args, (options, cancellation) =>
{
    using var train = new ImageFolder(Path.Combine(options.Data, "train"));
    using var test = new ImageFolder(Path.Combine(options.Data, "val"), new ImageFolderOptions { ClassNames = train.ClassNames });
    Console.WriteLine($"{train.Count} photographs to train on, {test.Count} to test on: {string.Join(", ", train.ClassNames)}");
    var weights = options.Weights.Read(cancellationToken: cancellation);
    Console.WriteLine($"SqueezeNet 1.1 starts from {options.Weights}");

    var scores = new Scores();
    for (var seed = 1; seed <= options.Seeds; seed++)
    {
        using var network = NewNetwork(seed);
        StateDictLoader.Load(network, weights);
        scores.Add("frozen backbone", seed, Fit(network, frozen, seed));
        scores.Add("all layers", seed, Fit(network, unfrozen, seed));
    }

    using (var network = NewNetwork(seed: 1)) scores.Add("from scratch", 1, Fit(network, scratch, seed: 1));
    scores.Print();
    Console.WriteLine(FormattableString.Invariant($"final accuracy: {100 * scores.Mean("all layers"):F2} %"));
    return 0;

    Network NewNetwork(int seed) => NetworkCatalog.Create("squeezenet1_1", train.ClassNames.Count, new NetworkOptions { Seed = seed });

    double Fit(Network network, FineTuningOptions recipe, int seed)
    {
        var tuner = new FineTuner(network, recipe with { Seed = seed, ValidationFraction = options.HoldOut });
        if (options.HoldOut > 0) tuner.EpochCompleted += epoch => Console.WriteLine($"    epoch {epoch.Epoch}: {epoch.Validation}");
        tuner.Fit(train, cancellation: cancellation);
        return Evaluator.Run(network, test, cancellation: cancellation).Accuracy;
    }
});
