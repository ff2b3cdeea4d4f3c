namespace Toolkit.Images;

/// <summary>
/// Scales in two passes, rows first and columns second, with 8-bit values between the passes and weights in 22-bit
/// fixed point, as PIL does. One object per thread keeps its working memory from image to image.
/// </summary>
internal sealed class Resampler
{
    private const int Half = 1 << (ResamplingWeights.Bits - 1);

    [ThreadStatic]
    private static Resampler? forThisThread;

    private readonly ResamplingWeights horizontal = new(), vertical = new();
    private byte[] between = [];
    private int[] sums = [];

    public static Resampler ForThisThread => forThisThread ??= new Resampler();

    /// <summary>
    /// Scales an area of every channel of <paramref name="source"/> to the shape that <paramref name="destination"/> has.
    /// </summary>
    public void Resample(ImageBuffer source, CropArea area, ImageBuffer destination, Interpolation interpolation)
    {
        horizontal.Prepare(area.Width, destination.Width, interpolation);
        vertical.Prepare(area.Height, destination.Height, interpolation);
        var needed = area.Height * destination.Width;
        if (between.Length < needed) between = new byte[needed];
        if (sums.Length < destination.Width) sums = new int[destination.Width];
        for (var channel = 0; channel < source.Channels; channel++)
        {
            ScaleRows(source.Plane(channel), source.Width, area, between.AsSpan(0, needed), destination.Width);
            ScaleColumns(between.AsSpan(0, needed), destination.Plane(channel), destination.Width);
        }
    }

    private void ScaleRows(ReadOnlySpan<byte> from, int fromWidth, CropArea area, Span<byte> to, int toWidth)
    {
        for (var row = 0; row < area.Height; row++)
            ScaleRow(from.Slice((area.Top + row) * fromWidth + area.Left, area.Width), to.Slice(row * toWidth, toWidth));
    }

    private void ScaleRow(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (from.Length == to.Length)
        {
            from.CopyTo(to);
            return;
        }
        for (var column = 0; column < to.Length; column++)
        {
            var weights = horizontal.At(column, out var first);
            var pixels = from.Slice(first, weights.Length);
            var sum = Half;
            for (var i = 0; i < weights.Length; i++) sum += pixels[i] * weights[i];
            to[column] = Clip(sum);
        }
    }

    private void ScaleColumns(ReadOnlySpan<byte> from, Span<byte> to, int width)
    {
        if (from.Length == to.Length)
        {
            from.CopyTo(to);
            return;
        }
        var sum = sums.AsSpan(0, width);
        for (var row = 0; row * width < to.Length; row++)
        {
            var weights = vertical.At(row, out var first);
            sum.Fill(Half);
            for (var i = 0; i < weights.Length; i++)
            {
                var weight = weights[i];
                var line = from.Slice((first + i) * width, width);
                for (var column = 0; column < sum.Length; column++) sum[column] += line[column] * weight;
            }
            var result = to.Slice(row * width, width);
            for (var column = 0; column < result.Length; column++) result[column] = Clip(sum[column]);
        }
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> ResamplingWeights.Bits, 0, 255);
}
