using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using Toolkit.UnitTests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks.Tracing;

/// <summary>
/// Layers that a user has put into a network give the same result folded and in mixed precision as by themselves, with whatever settings.
/// </summary>
[TestClass]
public sealed class UserLayersTests
{
    private const int Channels = 16, Outputs = 32; // fill the processor's vectors

    private static readonly Dictionary<string, Func<Conv2d>> Convolutions = new(StringComparer.Ordinal)
    {
        ["oblong, dilated, in groups"] = () => nn.Conv2d(Channels, Outputs, (3, 2), (2, 1), (1, 2), (2, 3), groups: 2),
        ["same size"] = () => nn.Conv2d(Channels, Outputs, (3, 4), Padding.Same, dilation: (2, 1), bias: false),
        ["without padding"] = () => nn.Conv2d(Channels, Outputs, 3, Padding.Valid),
        ["mirrored border"] = () => nn.Conv2d(Channels, Outputs, 3, padding: 1, padding_mode: PaddingModes.Reflect),
        ["repeated border"] = () => nn.Conv2d(Channels, Outputs, 3, padding: 1, padding_mode: PaddingModes.Replicate, bias: false),
    };

    private static readonly Dictionary<string, Func<BatchNorm2d>> Normalizations = new(StringComparer.Ordinal)
    {
        ["usual"] = () => nn.BatchNorm2d(Outputs),
        ["with a large epsilon"] = () => nn.BatchNorm2d(Outputs, eps: 0.5),
        ["without weights"] = () => nn.BatchNorm2d(Outputs, affine: false),
        ["of the batch"] = () => nn.BatchNorm2d(Outputs, track_running_stats: false),
    };

    public static IEnumerable<object[]> Pairs =>
        from convolution in Convolutions.Keys
        from normalization in Normalizations.Keys
        select new object[] { convolution, normalization };

    [TestMethod]
    [DynamicData(nameof(Pairs))]
    public void FoldedTensorsGiveTheSame(string convolution, string normalization) =>
        Compare(convolution, normalization, 1e-5, input => new FoldedTensor(input, new FoldedWeights()));

    /// <summary>Eight bits of a number are a 256th; a sum of some hundred products stays below three of them.</summary>
    [TestMethod]
    [DynamicData(nameof(Pairs))]
    public void MixedPrecisionGivesTheSame(string convolution, string normalization) =>
        Compare(convolution, normalization, 3.0 / 256, input => new BFloat16Tensor(input));

    private static void Compare(string convolution, string normalization, double tolerance, Func<Tensor, TracedTensor> start)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(1);
        using var stack = new LayerStack(Convolutions[convolution](), WithStatistics(Normalizations[normalization]()), nn.ReLU());
        stack.eval();
        var images = randn(3, Channels, 12, 13);
        var expected = stack.call(images);
        var actual = ComputedTensor.TensorOf(start(images).Through(stack));
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        Tensors.AssertClose(expected.ToSingles(), actual.ToSingles(), tolerance, $"{convolution}, {normalization}");
    }

    private static BatchNorm2d WithStatistics(BatchNorm2d norm)
    {
        if (norm.affine)
        {
            norm.weight!.uniform_(0.5, 2);
            norm.bias!.normal_();
        }
        if (norm.track_running_stats)
        {
            norm.running_mean!.normal_();
            norm.running_var!.uniform_(0.5, 2);
        }
        return norm;
    }
}
