namespace Toolkit.Inspection;

/// <summary>
/// Sizes along one axis of a convolution or pooling (Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep
/// learning"). Height and width follow the same rule with their own numbers.
/// </summary>
public static class ConvolutionArithmetic
{
    /// <summary>Inputs from the first to the last that one output sees: <c>dilation · (kernel - 1) + 1</c>.</summary>
    /// <param name="kernel">Size of the kernel along the axis, at least 1.</param>
    /// <param name="dilation">Distance between neighbouring elements of the kernel, at least 1; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static long Extent(long kernel, long dilation = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dilation, 1);
        return dilation * (kernel - 1) + 1;
    }

    /// <summary>Number of outputs: <c>⌊(size + 2 · padding - extent) / stride⌋ + 1</c>.</summary>
    /// <param name="size">Number of inputs, at least 1.</param>
    /// <param name="kernel">Size of the kernel along the axis, at least 1.</param>
    /// <param name="stride">Inputs between the windows of neighbouring outputs, at least 1; 1 by default.</param>
    /// <param name="padding">Inputs added on each side, at least 0; 0 by default.</param>
    /// <param name="dilation">Distance between neighbouring elements of the kernel, at least 1; 1 by default.</param>
    /// <param name="ceilMode">
    /// Round up rather than down, so that a last window may hang over the end, as pooling layers do on request. As in PyTorch, a
    /// window that would start beyond the inputs and the padding before them is left out.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">The window is larger than the padded inputs.</exception>
    public static long OutputSize(long size, long kernel, long stride = 1, long padding = 0, long dilation = 1, bool ceilMode = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        var extent = Extent(kernel, dilation);
        var room = size + 2 * padding - extent;
        if (room < 0)
        {
            throw new ArgumentException(
                $"A window of {extent} does not fit into {size} inputs with {padding} of padding on each side. " +
                "Choose a larger image or padding, or a smaller kernel or dilation.");
        }
        if (!ceilMode) return room / stride + 1;
        var windows = (room + stride - 1) / stride + 1;
        return (windows - 1) * stride >= size + padding ? windows - 1 : windows;
    }
}
