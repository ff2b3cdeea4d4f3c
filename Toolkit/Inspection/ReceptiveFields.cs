using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>
/// Follows receptive fields from layer to layer. A layer's input is recognised as the very object that another layer returned. What
/// was made of several layers' outputs by operators that are no layers (a sum, a concatenation, a product with a gate) counts as
/// the largest field among the feature maps of the same height and width so far.
/// </summary>
internal sealed class ReceptiveFields
{
    private const int Rows = 2, Columns = 3;

    private readonly Dictionary<Tensor, FeatureMap> known = new(ReferenceEqualityComparer.Instance);

    /// <param name="images">The network's input; only <c>[N, C, H, W]</c> has receptive fields.</param>
    public ReceptiveFields(Tensor images)
    {
        if (images.Dimensions == 4) known[images] = FeatureMap.Of(images.shape, ReceptiveField.Pixel, ReceptiveField.Pixel);
    }

    /// <summary>The fields (along height, along width) of a layer's output; null where it is no feature map, or unknown.</summary>
    public (ReceptiveField Vertical, ReceptiveField Horizontal)? Follow(ModuleCall call)
    {
        if (call.Output is null || call.InputShape.Length != 4 || call.OutputShape.Length != 4) return null;
        if (call.Module is Linear or LayerNorm) return null; // these work on [N, H, W, C]
        if (Find(call) is not { } input || WindowsOf(call) is not var (vertical, horizontal)) return null;
        var tall = input.Vertical.Through(vertical.Extent, vertical.Stride);
        var wide = input.Horizontal.Through(horizontal.Extent, horizontal.Stride);
        known[call.Output] = FeatureMap.Of(call.OutputShape, tall, wide);
        return (tall, wide);
    }

    private FeatureMap? Find(ModuleCall call)
    {
        if (known.TryGetValue(call.Input, out var map)) return map;
        var (height, width) = (call.InputShape[Rows], call.InputShape[Columns]);
        map = known.Values.Where(other => other.Height == height && other.Width == width)
            .MaxBy(other => other.Vertical.Size + other.Horizontal.Size);
        if (map is not null) known[call.Input] = map;
        return map;
    }

    /// <summary>Windows along height and width. A layer that keeps the size and is none of the known ones sees single positions.</summary>
    private static LayerWindows? WindowsOf(ModuleCall call)
    {
        var (before, after) = (call.InputShape, call.OutputShape);
        if (call.Module is AdaptiveAvgPool2d or AdaptiveMaxPool2d)
            return new(AdaptiveWindow(before[Rows], after[Rows]), AdaptiveWindow(before[Columns], after[Columns]));
        if (LayerWindows.Of(call.Module) is { } windows) return windows;
        return before[Rows] == after[Rows] && before[Columns] == after[Columns] ? new(new(1, 1), new(1, 1)) : null;
    }

    /// <summary>The largest of the windows that adaptive pooling divides its input into.</summary>
    private static Window AdaptiveWindow(long inputs, long outputs)
    {
        var largest = 0L;
        for (var i = 0L; i < outputs; i++)
            largest = Math.Max(largest, ((i + 1) * inputs + outputs - 1) / outputs - i * inputs / outputs);
        return new(largest, Math.Max(1, inputs / outputs));
    }

    private sealed record FeatureMap(long Height, long Width, ReceptiveField Vertical, ReceptiveField Horizontal)
    {
        public static FeatureMap Of(long[] shape, ReceptiveField vertical, ReceptiveField horizontal) =>
            new(shape[Rows], shape[Columns], vertical, horizontal);
    }
}
