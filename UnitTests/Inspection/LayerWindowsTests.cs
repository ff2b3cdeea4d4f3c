using Toolkit.Inspection;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Inspection;

/// <summary>The windows of layers that users make themselves, in all ways that TorchSharp has, against gradients and real outputs.</summary>
[TestClass]
public sealed class LayerWindowsTests
{
    private const int Channels = 2;

    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> Layers = new(StringComparer.Ordinal)
    {
        ["convolution, oblong"] = () => nn.Conv2d(Channels, 4, (3, 5), (2, 1), (1, 2), (1, 4), groups: 2),
        ["convolution, dilated"] = () => nn.Conv2d(Channels, 1, 3, stride: 3, dilation: 5),
        ["convolution, same"] = () => nn.Conv2d(Channels, 1, (3, 4), Padding.Same, dilation: (2, 3)),
        ["convolution, valid"] = () => nn.Conv2d(Channels, 1, 4, Padding.Valid, stride: 3),
        ["convolution, mirrored"] = () => nn.Conv2d(Channels, 1, 5, padding: 2, padding_mode: PaddingModes.Reflect),
        ["max pooling, default stride"] = () => nn.MaxPool2d(3),
        ["max pooling, oblong"] = () => nn.MaxPool2d((2, 3), (3, 1), (1, 0), (2, 4)),
        ["max pooling, rounded up"] = () => nn.MaxPool2d(3, stride: 2, ceil_mode: true),
        ["max pooling, one number"] = () => nn.MaxPool2d([4]),
        ["mean pooling, default stride"] = () => nn.AvgPool2d(5),
        ["mean pooling, oblong"] = () => nn.AvgPool2d((5, 2), (1, 3), (2, 1), ceil_mode: true),
        ["mean pooling, one number"] = () => nn.AvgPool2d([3], [2], [1]),
    };

    public static IEnumerable<object[]> Names => Layers.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AreThoseThatGradientsShow(string name)
    {
        using var layer = Layers[name]();
        var windows = LayerWindows.Of(layer)!;
        var measured = MeasuredWindows.Of(layer, Channels);
        Assert.AreEqual(measured.Vertical, (windows.Vertical.Extent, windows.Vertical.Stride));
        Assert.AreEqual(measured.Horizontal, (windows.Horizontal.Extent, windows.Horizontal.Stride));

        var summary = NetworkSummary.Of(layer, [Channels, 40, 41]).Layers.Single();
        Assert.AreEqual((measured.Vertical.Extent, measured.Horizontal.Extent), (summary.ReceptiveHeight, summary.ReceptiveWidth));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GiveTheLayersOutputSizes(string name)
    {
        using var layer = Layers[name]();
        using var noGradient = no_grad();
        var windows = LayerWindows.Of(layer)!;
        foreach (var size in Enumerable.Range(24, 12))
        {
            using var images = zeros(1, Channels, size, size + 7);
            using var output = layer.call(images);
            CollectionAssert.AreEqual(
                new[] { windows.Vertical.OutputSize(size), windows.Horizontal.OutputSize(size + 7) }, output.shape[2..], $"size {size}");
        }
    }

    [TestMethod]
    public void OtherLayersHaveNone()
    {
        Assert.IsNull(LayerWindows.Of(nn.ReLU()));
        Assert.IsNull(LayerWindows.Of(nn.AdaptiveAvgPool2d(2)));
    }
}
