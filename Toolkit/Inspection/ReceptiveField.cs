namespace Toolkit.Inspection;

/// <summary>What one position of a feature map sees of the image, along one axis.</summary>
/// <param name="Size">Pixels from the first to the last that can influence it; the image's border is not counted as an end.</param>
/// <param name="Step">Pixels between what neighbouring positions see: the product of the strides so far.</param>
public readonly record struct ReceptiveField(long Size, long Step)
{
    /// <summary>A pixel of the image sees itself.</summary>
    public static ReceptiveField Pixel { get; } = new(1, 1);

    /// <summary>The field after one more layer.</summary>
    /// <param name="extent">Positions that the layer's window spans (<see cref="ConvolutionArithmetic.Extent"/>), at least 1.</param>
    /// <param name="stride">The layer's stride, at least 1; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public ReceptiveField Through(long extent, long stride = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(extent, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        return new(Size + (extent - 1) * Step, Step * stride);
    }
}
