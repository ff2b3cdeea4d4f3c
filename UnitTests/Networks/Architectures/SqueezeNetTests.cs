using Toolkit.Networks;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks.Architectures;

[TestClass]
public sealed class SqueezeNetTests
{
    [TestMethod]
    [DataRow("squeezenet1_0", 96, 5)]
    [DataRow("squeezenet1_1", 96, 5)]
    [DataRow("squeezenet1_1", 224, 13)]
    public void FeaturesAreTheAverageOfTheMapThatTheHeadTakes(string name, int size, int side)
    {
        using var network = NetworkCatalog.Create(name, 2);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.eval();
        network.InputSpec = network.InputSpec with { Height = size, Width = size };
        var images = linspace(-1, 1, 2 * 3 * size * size).reshape(2, 3, size, size);
        var map = network.HeadInput(images);

        CollectionAssert.AreEqual(new long[] { 2, 512, side, side }, map.shape);
        Assert.AreEqual(512L * side * side, network.HeadInputCount);
        Close.AreClose(map.mean([2, 3]).ToSingles(), network.Features(images).ToSingles(), 1e-6, "features");
    }
}
