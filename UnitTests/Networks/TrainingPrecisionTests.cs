using Toolkit.Networks;
using Toolkit.UnitTests.Kernels.Convolution;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks;

/// <summary>A step of training in single precision, with all that is computed in our own way, beside libtorch's own layers, both against double precision.</summary>
[TestClass]
public sealed class TrainingPrecisionTests
{
    /// <summary>How many times as far from the exact values as libtorch's own layers ours may be: both round, in another order.</summary>
    private const double Factor = 3, Slack = 1e-5;

    [TestMethod]
    [DataRow("resnet18")]
    [DataRow("mobilenet_v2")]
    public void IsAsExactAsLibtorchsLayers(string name)
    {
        var errors = Enumerable.Range(1, 3).Select(seed => Errors(name, seed)).ToArray();
        // A number that rounding moves across the kink of a ReLU changes gradients by more than rounding does: the best of three images has none.
        foreach (var (index, what) in new[] { "logits", "the first layer's gradient" }.Index())
            Assert.IsLessThan(Factor * errors.Min(error => error.Plain[index]) + Slack, errors.Min(error => error.Ours[index]), what);
    }

    private static (double[] Ours, double[] Plain) Errors(string name, int seed)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = (randn([8, 3, 32, 32], generator: new Generator((ulong)seed)), arange(8, int64));
        var exact = Step(name, images, labels, float64);
        return (OfAll(Step(name, images, labels, float32)), OfAll(Step(name, images, labels, float32, Watch)));

        double[] OfAll(double[][] results) => [.. exact.Zip(results, Error)];
    }

    /// <summary>Layers that somebody watches are called themselves.</summary>
    private static void Watch(Network network)
    {
        foreach (var layer in network.modules().OfType<nn.Module<Tensor, Tensor>>()) layer.register_forward_hook((_, _, output) => output);
    }

    private static double Error(double[] exact, double[] actual) =>
        exact.Zip(actual, (one, other) => Math.Abs(one - other)).Max() / exact.Max(Math.Abs);

    private static double[][] Step(string name, Tensor images, Tensor labels, ScalarType type, Action<Network>? prepare = null)
    {
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.Create(name, 8, new NetworkOptions { Seed = 1, Dropout = 0 });
        prepare?.Invoke(network);
        network.train();
        network.to(type);
        var logits = network.call(images.to(type));
        nn.functional.cross_entropy(logits, labels).backward();
        return [Gradients.Numbers(logits), Gradients.Numbers(network.parameters().First().grad!)];
    }
}
