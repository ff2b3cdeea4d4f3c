using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>How a two-dimensional kernel slides: pairs are (height, width); padding is (before, after) for each.</summary>
internal sealed class Conv2dGeometry
{
    private readonly long[] _stride;
    private readonly long[] _dilation;
    private readonly (long before, long after) _vertical;
    private readonly (long before, long after) _horizontal;
    private readonly PaddingModes _mode;

    internal Conv2dGeometry((long, long) kernel, (long, long) stride, (long, long) padding, (long, long) dilation, long groups,
        PaddingModes mode)
        : this(kernel, stride, (padding.Item1, padding.Item1), (padding.Item2, padding.Item2), dilation, groups, mode)
    {
    }

    private Conv2dGeometry((long, long) kernel, (long, long) stride, (long, long) vertical, (long, long) horizontal, (long, long) dilation,
        long groups, PaddingModes mode)
    {
        Kernel = kernel;
        Groups = groups;
        _stride = [stride.Item1, stride.Item2];
        _dilation = [dilation.Item1, dilation.Item2];
        (_vertical, _horizontal, _mode) = (vertical, horizontal, mode);
    }

    internal (long height, long width) Kernel { get; }

    internal long Groups { get; }

    internal static Conv2dGeometry Of((long, long) kernel, Padding padding, (long, long) stride, (long, long) dilation, long groups,
        PaddingModes mode)
    {
        if (padding == Padding.Valid) return new(kernel, stride, (0, 0), dilation, groups, mode);
        if (stride != (1, 1))
            throw new ArgumentException($"padding 'Same' is not supported for strided convolutions, but stride is {stride}");
        var (vertical, horizontal) = (SamePadding(kernel.Item1, dilation.Item1), SamePadding(kernel.Item2, dilation.Item2));
        return new(kernel, stride, vertical, horizontal, dilation, groups, mode);
    }

    internal Tensor Convolve(Tensor input, Tensor weight, Tensor? bias)
    {
        var symmetric = _vertical.before == _vertical.after && _horizontal.before == _horizontal.after;
        if (_mode == PaddingModes.Zeros && symmetric)
            return nn.functional.conv2d(input, weight, bias, _stride, [_vertical.before, _horizontal.before], _dilation, Groups);

        var mode = _mode == PaddingModes.Zeros ? PaddingModes.Constant : _mode;
        using var padded = nn.functional.pad(input, (_horizontal.before, _horizontal.after, _vertical.before, _vertical.after), mode);
        return nn.functional.conv2d(padded, weight, bias, _stride, [0, 0], _dilation, Groups);
    }

    /// <summary>The odd one goes after, as in PyTorch.</summary>
    private static (long before, long after) SamePadding(long kernel, long dilation)
    {
        var total = dilation * (kernel - 1);
        return (total / 2, total - total / 2);
    }
}
