using Toolkit.Data;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Samples;
using Toolkit.Training;

// The number of epochs is chosen on a fifth of the training images; nothing but the printed scores is computed on the folder "val".
var frozen = new FineTuningOptions
{
    Epochs = 10,
    FrozenEpochs = 10,
    LearningRate = 1e-3,
    AugmentWhileFrozen = false,
    BatchSize = 16,
    ValidationFraction = 0.2,
};
var unfrozen = frozen with { Epochs = 2, FrozenEpochs = 0, LearningRate = 3e-5 };
var scratch = unfrozen with { Epochs = 4, LearningRate = 1e-4 };

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
        new FineTuner(network, recipe with { Seed = seed }).Fit(train, cancellation: cancellation);
        return Evaluator.Run(network, test, cancellation: cancellation).Accuracy;
    }
});
