namespace Toolkit.StateDicts;

/// <summary>Makes the kernels of a first convolution fit images of another kind.</summary>
internal static class FirstConvolution
{
    private const int Colours = 3;

    /// <summary>
    /// The kernels with their input channels summed where the network takes grey images (grey is three equal colours), and cut
    /// where the network's are smaller.
    /// </summary>
    /// <param name="kernels"><c>[outputs, inputs, height, width]</c>, floating-point.</param>
    /// <param name="shape">The shape that the network needs.</param>
    /// <param name="cropOffset">First row and column to keep; null for the centre.</param>
    /// <returns>The kernels and what was done in words, or null where they cannot be made to fit.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The kept part does not lie within the kernels.</exception>
    public static (TensorData Kernels, string How)? Adapt(TensorData kernels, IReadOnlyList<long> shape, int? cropOffset)
    {
        if (!kernels.Type.IsFloatingPoint() || kernels.Shape.Count != 4 || shape.Count != 4 || kernels.Shape[0] != shape[0]) return null;
        var (sum, crop) = (kernels.Shape[1] == Colours && shape[1] == 1, shape[2] < kernels.Shape[2] && shape[3] < kernels.Shape[3]);
        if ((!sum && kernels.Shape[1] != shape[1]) || (!crop && (kernels.Shape[2] != shape[2] || kernels.Shape[3] != shape[3])))
            return null;

        var how = new List<string>();
        if (sum)
        {
            kernels = SumChannels(kernels);
            how.Add("the three input channels were summed");
        }
        if (crop)
        {
            var (top, left) = (Offset(kernels.Shape[2], shape[2], cropOffset), Offset(kernels.Shape[3], shape[3], cropOffset));
            how.Add($"rows {top} to {top + shape[2] - 1} and columns {left} to {left + shape[3] - 1} of the kernels were kept");
            kernels = Crop(kernels, shape, top, left);
        }
        return (kernels, string.Join(", and ", how));
    }

    private static long Offset(long size, long kept, int? offset)
    {
        var most = size - kept;
        if (offset is < 0 || offset > most)
            throw new ArgumentOutOfRangeException(
                nameof(LoadOptions.CropOffset), offset, $"CropOffset must be 0 to {most}, to keep {kept} rows and columns of {size}.");
        return offset ?? most / 2;
    }

    private static TensorData SumChannels(TensorData kernels)
    {
        var (outputs, inputs, plane) = ((int)kernels.Shape[0], (int)kernels.Shape[1], (int)(kernels.Shape[2] * kernels.Shape[3]));
        var values = kernels.ToSingles();
        var sums = new float[outputs * plane];
        for (var output = 0; output < outputs; output++)
            for (var input = 0; input < inputs; input++)
                for (var i = 0; i < plane; i++)
                    sums[(output * plane) + i] += values[(((output * inputs) + input) * plane) + i];
        return TensorData.FromSingles(sums, outputs, 1, kernels.Shape[2], kernels.Shape[3]);
    }

    private static TensorData Crop(TensorData kernels, IReadOnlyList<long> shape, long top, long left)
    {
        var (height, width) = ((int)kernels.Shape[2], (int)kernels.Shape[3]);
        var (keptHeight, keptWidth) = ((int)shape[2], (int)shape[3]);
        var values = kernels.ToSingles().AsSpan();
        var kept = new float[shape[0] * shape[1] * keptHeight * keptWidth];
        for (var plane = 0; plane < shape[0] * shape[1]; plane++)
            for (var row = 0; row < keptHeight; row++)
                values.Slice((((plane * height) + (int)top + row) * width) + (int)left, keptWidth)
                    .CopyTo(kept.AsSpan(((plane * keptHeight) + row) * keptWidth));
        return TensorData.FromSingles(kept, shape);
    }
}
