using Toolkit.Kernels;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Toolkit.UnitTests.Kernels;

/// <summary>Optimizer steps over memory of several chunks and a rest, and in every layout.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ElementwiseUpdateTests
{
    private const int Count = 3 * ElementwiseUpdate.ChunkSize + 13, Steps = 3;

    private static readonly Optimizer[] Cases =
    [
        Optimizer.Sgd(momentum: 0), Optimizer.Sgd(0.9, 0.01, nesterov: true), Optimizer.AdamW(0.1), Optimizer.RmsProp(momentum: 0.8),
    ];

    public static IEnumerable<object[]> Optimizers => Enumerable.Range(0, Cases.Length).Select(index => new object[] { index });

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void EveryElementIsComputedOnce(int optimizer)
    {
        var expected = Train(optimizer, float64, [Count]);
        Close.AreClose(expected, Train(optimizer, float32, [Count]), 1e-6, "float32 and double");
    }

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void TheNumberOfThreadsChangesNoBit(int optimizer)
    {
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var expected = Train(optimizer, float32, [Count]);
            set_num_threads(4);
            CollectionAssert.AreEqual(expected, Train(optimizer, float32, [Count]));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void WeightsWithTheChannelsLastAreTheSameWeights(int optimizer)
    {
        long[] shape = [6, 5, 3, 3];
        var expected = Train(optimizer, float32, shape);
        CollectionAssert.AreEqual(expected, Train(optimizer, float32, shape, ChannelsLast, ChannelsLast));
        Close.AreClose(expected, Train(optimizer, float32, shape, ChannelsLast, same => same), 1e-6, "gradients in another layout");
        Close.AreClose(expected, Train(optimizer, float32, shape, WithGaps, same => same), 1e-6, "weights with gaps");
    }

    [TestMethod]
    public void OneLayoutWithoutGapsSuits()
    {
        using var scope = NewDisposeScope();
        var weights = zeros(6, 5, 3, 3);
        Assert.IsTrue(ElementwiseUpdate.Suits(weights, zeros_like(weights)));
        Assert.IsTrue(ElementwiseUpdate.Suits(ChannelsLast(weights), ChannelsLast(weights)));
        Assert.IsTrue(ElementwiseUpdate.Suits(zeros(4, 1, 1), ChannelsLast(zeros(1, 4, 1, 1)).squeeze(0)), "sizes of 1 have any stride");
        Assert.IsFalse(ElementwiseUpdate.Suits(weights, ChannelsLast(weights)));
        Assert.IsFalse(ElementwiseUpdate.Suits(WithGaps(weights), WithGaps(weights)));
        Assert.IsFalse(ElementwiseUpdate.Suits(weights, zeros(1).expand(6, 5, 3, 3)));
        Assert.IsFalse(ElementwiseUpdate.Suits(weights.to(float64), weights.to(float64)));
    }

    /// <summary>The weights after some steps, in the order of their indices.</summary>
    private static float[] Train(
        int optimizer, ScalarType type, long[] shape, Func<Tensor, Tensor>? weightLayout = null, Func<Tensor, Tensor>? gradientLayout = null)
    {
        using var scope = NewDisposeScope();
        var weights = new Parameter(weightLayout is null ? Waves(shape, 0, type) : weightLayout(Waves(shape, 0, type)));
        using var stepping = new ParameterUpdates(Cases[optimizer], [new ParamGroup("", [weights], 0.01)], decaysVectors: true);
        for (var step = 1; step <= Steps; step++)
        {
            var gradient = Waves(shape, step, type);
            weights.grad = gradientLayout is null ? gradient : gradientLayout(gradient);
            stepping.Step();
        }
        return weights.ToSingles();
    }

    private static Tensor Waves(long[] shape, int phase, ScalarType type)
    {
        var count = (int)shape.Aggregate(1L, (product, size) => product * size);
        return tensor(Enumerable.Range(0, count).Select(i => MathF.Sin(0.37f * i + phase)).ToArray(), shape).to(type);
    }

    private static Tensor ChannelsLast(Tensor weights) => weights.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static Tensor WithGaps(Tensor weights) => stack([weights, weights], -1).select(-1, 0);
}
