using Toolkit.Inspection;
using Toolkit.Networks;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Inspection;

[TestClass]
public sealed class ResidualProbeTests
{
    [TestMethod]
    public void FiftyPlainBlocksLoseTheGradientAndFiftyResidualOnesKeepIt()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var images = randn(4, 8, 8, 8);
        using var plain = Blocks(50, isResidual: false);
        using var residual = Blocks(50, isResidual: true);
        var lost = ResidualProbe.Measure(plain, images, MeanSquare);
        var kept = ResidualProbe.Measure(residual, images, MeanSquare);

        Assert.HasCount(50, lost.Stages);
        Assert.HasCount(0, lost.Blocks);
        Assert.HasCount(50, kept.Blocks);
        Assert.IsLessThan(1e-20, lost.Stages[0].Gradient / lost.Stages[^1].Gradient);
        Assert.IsGreaterThan(0.5, kept.Stages[0].Gradient / kept.Stages[^1].Gradient);
        Assert.IsTrue(kept.Blocks.All(block => block.Ratio is > 0.01 and < 1));
        Assert.IsTrue(kept.Blocks.Zip(kept.Stages).All(pair => pair.First.Gradient == pair.Second.Gradient));
    }

    [TestMethod]
    public void SizesAreThoseOfTheTwoSummandsAndOfTheirGradient()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var images = randn(2, 3, 6, 6);
        using var block = new Block(3, isResidual: true);
        using var network = nn.Sequential(block, nn.Conv2d(3, 1, 3L));
        var report = ResidualProbe.Measure(network, images, MeanSquare);

        var branch = block.Branch.forward(images);
        var output = (images + branch).detach().requires_grad_();
        var loss = MeanSquare(((nn.Module<Tensor, Tensor>)network[1]).call(output));
        loss.backward();
        var measured = report.Blocks.Single();
        Assert.AreEqual("0", measured.Name);
        Assert.AreEqual(Norm(branch), measured.Branch, 1e-5);
        Assert.AreEqual(Norm(images), measured.Shortcut, 1e-5);
        Assert.AreEqual(Norm(output.grad!), measured.Gradient, 1e-6);
        Assert.AreEqual(loss.item<float>(), report.Loss, 1e-6);
    }

    [TestMethod]
    public void MeasuresTheBlocksAndStagesOfResNet18()
    {
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.Create("resnet18", 5, new NetworkOptions { Seed = 2 });
        network.train();
        var before = network.Snapshot();
        var report = ResidualProbe.Measure(network, randn(4, 3, 64, 64), arange(4, ScalarType.Int64));

        CollectionAssert.AreEqual(
            new[] { "layer1.0", "layer1.1", "layer2.0", "layer2.1", "layer3.0", "layer3.1", "layer4.0", "layer4.1" },
            report.Blocks.Select(block => block.Name).ToArray());
        CollectionAssert.AreEqual(
            new[] { "conv1", "layer1", "layer2", "layer3", "layer4", "fc" }, report.Stages.Select(stage => stage.Name).ToArray());
        Assert.IsTrue(report.Blocks.All(block => block.Branch > 0 && block.Shortcut > 0 && block.Gradient > 0));
        Assert.IsTrue(report.Stages.All(stage => stage.Gradient > 0));
        Assert.AreEqual(report.Blocks[1].Gradient, report.Stages[1].Gradient, 1e-6);
        StringAssert.Contains(report.Format(), "|F(x)| / |x|");

        var after = network.Snapshot();
        Assert.IsTrue(before.Keys.All(key => before[key].SequenceEqual(after[key])), "Weights or statistics have changed.");
        Assert.IsTrue(network.parameters().All(parameter => parameter.grad is null));
    }

    [TestMethod]
    [DataRow("resnet20", 9)]
    [DataRow("resnetv2_18", 8)]
    [DataRow("squeezenet1_1", 0)]
    public void FindsTheBlocksOfEveryKind(string name, int blocks)
    {
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.Create(name, 3, new NetworkOptions { Seed = 2 });
        var report = ResidualProbe.Measure(network, randn(2, 3, 32, 32), zeros(2, ScalarType.Int64));
        Assert.HasCount(blocks, report.Blocks);
        Assert.IsTrue(report.Blocks.All(block => block.Ratio is > 0 and < 100), report.Format());
        Assert.HasCount(network.LayerGroups.Count, report.Stages);
    }

    [TestMethod]
    public void WorksInPlaceAndOnNamedStages()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Conv2d(1, 2, 3L), nn.ReLU(true), nn.Flatten(), nn.Linear(8, 2));
        var report = ResidualProbe.Measure(network, randn(1, 1, 4, 4), zeros(1, ScalarType.Int64), ["0", "3"]);
        CollectionAssert.AreEqual(new[] { "0", "3" }, report.Stages.Select(stage => stage.Name).ToArray());
        var error = Assert.ThrowsExactly<ArgumentException>(
            () => ResidualProbe.Measure(network, randn(1, 1, 4, 4), zeros(1, ScalarType.Int64), ["layer1"]));
        StringAssert.Contains(error.Message, "no layer named \"layer1\"");
    }

    private static Tensor MeanSquare(Tensor output) => output.square().mean();

    private static double Norm(Tensor tensor) => tensor.norm().item<float>();

    private static TorchSharp.Modules.Sequential Blocks(int count, bool isResidual) =>
        nn.Sequential(Enumerable.Range(0, count).Select(_ => (nn.Module<Tensor, Tensor>)new Block(8, isResidual)).ToArray());

    /// <summary>Two 3×3 convolutions with ReLU; the residual one also adds its input.</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>, IResidualBlock
    {
        private readonly bool isResidual;

        public Block(int channels, bool isResidual) : base(nameof(Block))
        {
            this.isResidual = isResidual;
            Branch = nn.Sequential(
                nn.Conv2d(channels, channels, 3L, 1L, 1L), nn.ReLU(), nn.Conv2d(channels, channels, 3L, 1L, 1L), nn.ReLU());
            register_module("branch", Branch);
        }

        public nn.Module<Tensor, Tensor> Branch { get; }

        public nn.Module<Tensor, Tensor>? BranchEnd => isResidual ? Branch : null;

        public nn.Module<Tensor, Tensor>? Shortcut => null;

        public override Tensor forward(Tensor input) => isResidual ? input + Branch.call(input) : Branch.call(input);
    }
}
