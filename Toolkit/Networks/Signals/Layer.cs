using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>Makes TorchSharp's layers and remembers how: see <see cref="LayerSettings"/>. All others come from <c>nn</c>.</summary>
internal static class Layer
{
    private const double DefaultEpsilon = 1e-5, DefaultMomentum = 0.1;

    /// <summary>A convolution with square kernels.</summary>
    public static Conv2d Conv2d(
        long inputs, long outputs, long kernel, long stride = 1, long padding = 0, long groups = 1, bool bias = true, Device? device = null)
    {
        var layer = nn.Conv2d(inputs, outputs, kernel, stride, padding, groups: groups, bias: bias, device: device ?? UninitializedWeights.Device);
        return LayerSettings.Remember(layer, new ConvolutionSettings((stride, stride), (padding, padding), groups));
    }

    /// <summary>A convolution whose kernels may have different height and width.</summary>
    public static Conv2d Conv2d(
        long inputs, long outputs, (long Height, long Width) kernel, (long Height, long Width) stride, (long Height, long Width) padding,
        bool bias)
    {
        var layer = nn.Conv2d(inputs, outputs, kernel, stride, padding, bias: bias, device: UninitializedWeights.Device);
        return LayerSettings.Remember(layer, new ConvolutionSettings(stride, padding, Groups: 1));
    }

    /// <summary>A fully connected layer.</summary>
    public static Linear Linear(long inputs, long outputs, bool bias = true, Device? device = null) =>
        nn.Linear(inputs, outputs, bias, device ?? UninitializedWeights.Device);

    /// <summary>Batch normalisation of feature maps.</summary>
    public static BatchNorm2d BatchNorm2d(long channels, double epsilon = DefaultEpsilon, double momentum = DefaultMomentum) =>
        LayerSettings.Remember(nn.BatchNorm2d(channels, epsilon, momentum), new NormalizationSettings(epsilon));

    /// <summary>Batch normalisation of vectors.</summary>
    public static BatchNorm1d BatchNorm1d(long features) =>
        LayerSettings.Remember(nn.BatchNorm1d(features, DefaultEpsilon), new NormalizationSettings(DefaultEpsilon));

    /// <summary>Layer normalisation over the last dimension.</summary>
    public static LayerNorm LayerNorm(long width, double epsilon = DefaultEpsilon) =>
        LayerSettings.Remember(nn.LayerNorm(width, epsilon), new NormalizationSettings(epsilon));

    /// <summary>Local response normalisation across channels (Krizhevsky et al. 2012).</summary>
    public static LocalResponseNorm LocalResponseNorm(long size, double alpha = 1e-4, double beta = 0.75, double bias = 1) =>
        LayerSettings.Remember(nn.LocalResponseNorm(size, alpha, beta, bias), new ResponseNormalizationSettings(size, alpha, beta, bias));

    /// <summary>Max pooling.</summary>
    public static MaxPool2d MaxPool2d(long kernel, long stride, long padding = 0, bool ceilMode = false) => LayerSettings.Remember(
        nn.MaxPool2d(kernel, stride, padding, 1, ceilMode), new PoolingSettings(kernel, stride, padding, ceilMode));

    /// <summary>Average pooling; padding counts as zeros unless told otherwise.</summary>
    public static AvgPool2d AvgPool2d(long kernel, long stride, long padding = 0, bool ceilMode = false, bool countsPadding = true) =>
        LayerSettings.Remember(
            nn.AvgPool2d(kernel, stride, padding, ceilMode, countsPadding),
            new PoolingSettings(kernel, stride, padding, ceilMode, countsPadding));

    /// <summary>Average pooling to so many rows and columns.</summary>
    public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long side) =>
        LayerSettings.Remember(nn.AdaptiveAvgPool2d((side, side)), new AdaptivePoolingSettings(side));
}
