namespace Toolkit.Inspection;

/// <summary>What one output of a layer is computed from, along one axis.</summary>
/// <param name="Kernel">Inputs that it takes.</param>
/// <param name="Stride">Inputs between the windows of neighbouring outputs.</param>
internal readonly record struct Window(long Kernel, long Stride)
{
    /// <summary>Distance between neighbouring inputs of a window.</summary>
    public long Dilation { get; init; } = 1;

    /// <summary>Padding in front of the first input.</summary>
    public long Before { get; init; }

    /// <summary>Padding behind the last input.</summary>
    public long After { get; init; }

    /// <summary>Whether a last window may hang over the end.</summary>
    public bool CeilMode { get; init; }

    /// <summary>Inputs from the first to the last of a window.</summary>
    public long Extent => ConvolutionArithmetic.Extent(Kernel, Dilation);

    /// <summary>Number of outputs.</summary>
    /// <param name="size">Number of inputs.</param>
    /// <exception cref="ArgumentException">The window is larger than the padded inputs.</exception>
    public long OutputSize(long size) => ConvolutionArithmetic.OutputSize(size + After - Before, Kernel, Stride, Before, Dilation, CeilMode);

    /// <summary>Padding behind the last input that the last window needs, at least <see cref="After"/>: more in <see cref="CeilMode"/>.</summary>
    /// <param name="size">Number of inputs.</param>
    public long End(long size) => Math.Max(After, ((OutputSize(size) - 1) * Stride) + Extent - size - Before);
}
