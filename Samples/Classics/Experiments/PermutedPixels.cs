using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Samples.Classics.Data;
using Toolkit.Samples.Classics.Training;
using Toolkit.Training;

namespace Toolkit.Samples.Classics.Experiments;

/// <summary>
/// What a convolutional network knows before it has seen an image: that neighbours belong together. With the pixels of all digits in one other
/// order that is wrong, while to a multilayer perceptron all orders are the same.
/// </summary>
internal sealed record PermutedPixels() : Experiment(
    "permuted-pixels", "A small CNN is ahead of an MLP on digits until all pixels are put into another order (Canziani, NYU's course)")
{
    private const int Seeds = 3, Side = 28;
    private const double MlpTolerance = 0.5, CnnLoss = 1.5;

    /// <summary>About 20,000 parameters each.</summary>
    private static readonly (string Network, int Width) Mlp = ("mlp", 25), Cnn = ("mnist_cnn", 16);

    private static readonly FineTuningOptions Recipe = new()
    {
        Epochs = 3,
        FrozenEpochs = 0,
        BatchSize = 128,
        Optimizer = Optimizer.Adam(),
        LearningRate = 4e-3,
        Schedule = Schedule.Cosine(),
        Input = InputSpec.Mnist,
        Augmentation = [],
        ValidationFraction = 0,
    };

    public override string Published => "CNN ahead; then the MLP within 0.5 points of before, and the CNN at least 1.5 points worse";

    public override bool IsQuick => true;

    public override Outcome Run(Session session)
    {
        var extent = session.ExtentOf(null);
        var (images, recipe) = extent.Of(session.Data.Load(DataSet.Mnist), Recipe);
        var permuted = new Sets(Permute(images.Train), Permute(images.Test));
        double mlp = Mean(Mlp, images), cnn = Mean(Cnn, images), mlpAfter = Mean(Mlp, permuted), cnnAfter = Mean(Cnn, permuted);
        var holds = cnn > mlp && Math.Abs(mlpAfter - mlp) <= MlpTolerance && cnn - cnnAfter >= CnnLoss;
        return new(
            $"MLP {Percent.Text(mlp)}, CNN {Percent.Text(cnn)}; permuted: MLP {Percent.Text(mlpAfter)}, CNN {Percent.Text(cnnAfter)}",
            extent == Extent.Whole ? holds : null);

        double Mean((string Network, int Width) kind, Sets sets) => session.SeedsOr(Seeds).Average(seed =>
        {
            using var network = NetworkCatalog.Create(kind.Network, 10, new NetworkOptions { Channels = 1, Width = kind.Width, Seed = seed });
            Console.WriteLine($"{kind.Network}, {network.parameters().Sum(p => p.numel()):N0} parameters{(sets == permuted ? ", permuted" : "")}, seed {seed}");
            return Trial.Run(network, recipe with { Seed = seed }, sets, session.Cancellation);
        });
    }

    private static InMemoryImages Permute(IImageDataset images) => InMemoryImages.Load(images, [new PixelPermutation(Side * Side, seed: 1)]);
}
