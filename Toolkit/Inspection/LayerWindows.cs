using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>The windows of a convolution or pooling layer along height and width.</summary>
internal sealed record LayerWindows(Window Vertical, Window Horizontal)
{
    /// <summary>The windows of a layer; null where it is no convolution or pooling with fixed windows.</summary>
    public static LayerWindows? Of(nn.Module layer) => layer switch
    {
        Conv2d convolution => new(Along(convolution, 0), Along(convolution, 1)),
        MaxPool2d pool => Pooling(pool.kernel_size, pool.stride, pool.padding, pool.dilation, pool.ceil_mode),
        AvgPool2d pool => Pooling(pool.kernel_size, pool.stride, pool.padding, null, pool.ceil_mode),
        _ => null,
    };

    private static Window Along(Conv2d layer, int axis)
    {
        var window = new Window(At(layer.kernel_size, axis), At(layer.stride, axis)) { Dilation = At(layer.dilation, axis) };
        var (before, after) = layer.padding_type switch
        {
            Padding.Same => ((window.Extent - 1) / 2, window.Extent / 2),
            Padding.Valid => (0, 0),
            _ => (At(layer.padding!, axis), At(layer.padding!, axis)),
        };
        return window with { Before = before, After = after };
    }

    /// <summary>By default windows stand side by side, without padding and dilation.</summary>
    private static LayerWindows Pooling(long[] kernel, long[]? stride, long[]? padding, long[]? dilation, bool ceilMode)
    {
        return new(Along(0), Along(1));

        Window Along(int axis) => new(At(kernel, axis), At(stride ?? kernel, axis))
        {
            Dilation = At(dilation ?? [1], axis),
            Before = At(padding ?? [0], axis),
            After = At(padding ?? [0], axis),
            CeilMode = ceilMode,
        };
    }

    /// <summary>One number stands for both axes.</summary>
    private static long At(long[] sizes, int axis) => sizes[Math.Min(axis, sizes.Length - 1)];
}
