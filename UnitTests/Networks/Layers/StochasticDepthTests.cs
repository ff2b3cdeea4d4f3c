using Toolkit.Networks;
using Toolkit.Networks.Layers;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks.Layers;

[TestClass]
public sealed class StochasticDepthTests
{
    [TestMethod]
    public void WithoutItTrainingIsDeterministic()
    {
        using var scope = NewDisposeScope();
        CollectionAssert.AreEqual(TrainingFeatures(0, seed: 1), TrainingFeatures(0, seed: 2));
    }

    [TestMethod]
    public void ItIsRandomInTrainingAndIdleInEvaluation()
    {
        using var scope = NewDisposeScope();
        CollectionAssert.AreNotEqual(TrainingFeatures(0.9, seed: 1), TrainingFeatures(0.9, seed: 2));
        using var network = Network(0.9);
        using var noGradient = no_grad();
        network.eval();
        CollectionAssert.AreEqual(network.Features(Images).ToSingles(), network.Features(Images).ToSingles());
    }

    [TestMethod]
    public void AProbabilityOfOneIsRefused() =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Network(1)).Message, "below 1");

    [TestMethod]
    public void ItDropsWholeImagesAndKeepsTheMean()
    {
        using var scope = NewDisposeScope();
        using var layer = new StochasticDepth(0.25);
        manual_seed(1);
        float[][] images = [.. layer.call(ones(4000, 2, 3, 3)).ToSingles().Chunk(2 * 3 * 3)];

        Assert.IsTrue(images.All(image => image.Distinct().Count() == 1));
        CollectionAssert.AreEquivalent(new[] { 0f, 1 / 0.75f }, images.Select(image => image[0]).Distinct().ToArray());
        Assert.AreEqual(1, images.Average(image => image[0]), 0.05);
    }

    private static Tensor Images => linspace(-1, 1, 4 * 3 * 32 * 32).reshape(4, 3, 32, 32);

    private static Network Network(double probability) =>
        NetworkCatalog.Create("efficientnet_b0", 2, new NetworkOptions { StochasticDepth = probability, Seed = 5 });

    private static float[] TrainingFeatures(double probability, long seed)
    {
        using var network = Network(probability);
        using var noGradient = no_grad();
        manual_seed(seed);
        return network.Features(Images).ToSingles();
    }
}
