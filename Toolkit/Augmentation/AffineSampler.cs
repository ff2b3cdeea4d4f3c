using Toolkit.Images;
using Toolkit.Text;

namespace Toolkit.Augmentation;

/// <summary>
/// Fetches every pixel of a result from where an affine transform took it from, as PIL does and to the same values. Where nothing is, the fill
/// colour stays.
/// </summary>
internal sealed class AffineSampler(AffineInterpolation interpolation, IReadOnlyList<byte>? fill)
{
    private readonly AffineInterpolation interpolation = Require.Defined(interpolation);
    private readonly byte[] fill = FillColour.Checked(fill);

    /// <summary>Writes the transformed image; its shape stays.</summary>
    public void Sample(ImageBuffer source, ImageBuffer destination, AffineMatrix matrix)
    {
        destination.Reshape(source.Channels, source.Height, source.Width);
        for (var channel = 0; channel < source.Channels; channel++)
            destination.Plane(channel).Fill(FillColour.Of(fill, channel, source));

        if (interpolation == AffineInterpolation.Bilinear) Bilinear(source, destination, matrix);
        else if (matrix.KeepsAxes) NearestAlongAxes(source, destination, matrix);
        else Nearest(source, destination, matrix);
    }

    /// <summary>In 16-bit fixed point, in which a step to the right or down is one addition for each coordinate.</summary>
    private static void Nearest(ImageBuffer source, ImageBuffer destination, AffineMatrix matrix)
    {
        int height = source.Height, width = source.Width;
        long stepX = Fixed(matrix.XX), stepY = Fixed(matrix.YX), nextRowX = Fixed(matrix.XY), nextRowY = Fixed(matrix.YY);
        var rowX = Fixed(matrix.X0 + matrix.XX * 0.5 + matrix.XY * 0.5);
        var rowY = Fixed(matrix.Y0 + matrix.YX * 0.5 + matrix.YY * 0.5);

        ReadOnlySpan<byte> from = source.Pixels;
        var to = destination.Pixels;
        var plane = height * width;
        for (var row = 0; row < height; row++, rowX += nextRowX, rowY += nextRowY)
        {
            long x = rowX, y = rowY;
            for (var column = 0; column < width; column++, x += stepX, y += stepY)
            {
                long sourceColumn = x >> 16, sourceRow = y >> 16;
                if ((ulong)sourceColumn >= (ulong)width || (ulong)sourceRow >= (ulong)height) continue;
                int there = row * width + column, here = (int)(sourceRow * width + sourceColumn);
                for (var shift = 0; shift < from.Length; shift += plane) to[there + shift] = from[here + shift];
            }
        }
    }

    /// <summary>Without rotation and shear, PIL adds in floating point instead.</summary>
    private static void NearestAlongAxes(ImageBuffer source, ImageBuffer destination, AffineMatrix matrix)
    {
        int height = source.Height, width = source.Width;
        ReadOnlySpan<byte> from = source.Pixels;
        var to = destination.Pixels;
        var plane = height * width;
        var y = matrix.Y0 + matrix.YY * 0.5;
        for (var row = 0; row < height; row++, y += matrix.YY)
        {
            if (!(y >= 0 && y < height)) continue;
            var x = matrix.X0 + matrix.XX * 0.5;
            for (var column = 0; column < width; column++, x += matrix.XX)
            {
                if (!(x >= 0 && x < width)) continue;
                int there = row * width + column, here = (int)y * width + (int)x;
                for (var shift = 0; shift < from.Length; shift += plane) to[there + shift] = from[here + shift];
            }
        }
    }

    private static void Bilinear(ImageBuffer source, ImageBuffer destination, AffineMatrix matrix)
    {
        for (var row = 0; row < source.Height; row++)
        {
            var y = row + 0.5;
            for (var column = 0; column < source.Width; column++)
            {
                var x = column + 0.5;
                var fromX = matrix.XX * x + matrix.XY * y + matrix.X0;
                var fromY = matrix.YX * x + matrix.YY * y + matrix.Y0;
                if (fromX >= 0 && fromX < source.Width && fromY >= 0 && fromY < source.Height)
                    Blend(source, fromX - 0.5, fromY - 0.5, destination.Pixels, row * source.Width + column);
            }
        }
    }

    /// <summary>Weighs four pixels, of which the image's edge stands in for those beyond it.</summary>
    private static void Blend(ImageBuffer source, double x, double y, Span<byte> to, int there)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        double shareX = x - left, shareY = y - top;
        int first = Math.Max(left, 0), second = Math.Min(left + 1, source.Width - 1);
        int upper = Math.Max(top, 0) * source.Width, lower = Math.Min(top + 1, source.Height - 1) * source.Width;
        ReadOnlySpan<byte> from = source.Pixels;
        var plane = source.Height * source.Width;
        for (var shift = 0; shift < from.Length; shift += plane)
        {
            var above = Between(from[shift + upper + first], from[shift + upper + second], shareX);
            var below = Between(from[shift + lower + first], from[shift + lower + second], shareX);
            to[there + shift] = (byte)Between(above, below, shareY);
        }
    }

    private static double Between(double low, double high, double share) => low + (high - low) * share;

    private static long Fixed(double value) => (long)Math.Floor(value * 65536 + 0.5);
}
