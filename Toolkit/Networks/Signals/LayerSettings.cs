using System.Runtime.CompilerServices;
using TorchSharp;

namespace Toolkit.Networks;

/// <summary>
/// How a layer was made, as far as its parameters do not tell. TorchSharp's layers keep that to themselves, so <see cref="Layer"/>
/// remembers it for those that it makes.
/// </summary>
internal abstract record LayerSettings
{
    private static readonly ConditionalWeakTable<torch.nn.Module, LayerSettings> Known = [];

    /// <summary>The settings of a layer.</summary>
    /// <typeparam name="T">Their kind, which goes with the layer's class.</typeparam>
    /// <exception cref="NotSupportedException">The layer was not made by <see cref="Layer"/>.</exception>
    public static T Of<T>(torch.nn.Module layer) where T : LayerSettings => Find<T>(layer)
        ?? throw new NotSupportedException(
            $"A {layer.GetType().Name} that was put into the network by hand cannot be described: TorchSharp's layers do not tell how " +
            "they were made. Keep the catalog's layers.");

    /// <summary>The settings of a layer; null where it was not made by <see cref="Layer"/>.</summary>
    /// <typeparam name="T">Their kind, which goes with the layer's class.</typeparam>
    public static T? Find<T>(torch.nn.Module layer) where T : LayerSettings => Known.TryGetValue(layer, out var settings) ? (T)settings : null;

    /// <summary>Remembers the settings of a layer for as long as it lives.</summary>
    public static T Remember<T>(T layer, LayerSettings settings) where T : torch.nn.Module
    {
        Known.Add(layer, settings);
        return layer;
    }
}

/// <summary>Of a convolution: strides and paddings along height and width.</summary>
internal sealed record ConvolutionSettings((long Height, long Width) Stride, (long Height, long Width) Padding, long Groups)
    : LayerSettings;

/// <summary>Of pooling with a square window.</summary>
internal sealed record PoolingSettings(long Kernel, long Stride, long Padding, bool CeilMode, bool CountsPadding = false) : LayerSettings;

/// <summary>Of pooling to a number of rows and columns.</summary>
internal sealed record AdaptivePoolingSettings(long Side) : LayerSettings;

/// <summary>Of batch and layer normalisation: what is added to the variance.</summary>
internal sealed record NormalizationSettings(double Epsilon) : LayerSettings;

/// <summary>Of local response normalisation over so many channels.</summary>
internal sealed record ResponseNormalizationSettings(long Size, double Alpha, double Beta, double Bias) : LayerSettings;
