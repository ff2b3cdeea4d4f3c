using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>
/// Draws an image at another size, value for value as Skia, the original's image library, does: by the nearest pixel, or by Mitchell's
/// cubic filter over the 4 × 4 pixels around a point. The cubic is not widened when the image shrinks, so fine detail aliases there.
/// </summary>
internal static class ImageResampler
{
    private const int Taps = 4;

    /// <summary>A position that falls exactly between two pixels takes the earlier one: positions are moved back by this, 2⁻¹⁶.</summary>
    private const double TieBreak = 1.0 / 65536;

    /// <summary>A copy of the given size in which every pixel is the nearest of the source; keeps the pixel format.</summary>
    public static MLImage Nearest(MLImage source, int width, int height)
    {
        var columns = NearestIndices(source.Width, width);
        var rows = NearestIndices(source.Height, height);
        var pixels = ImageCodec.Allocate(width, height);
        var from = MemoryMarshal.Cast<byte, uint>(source.Pixels);
        var to = MemoryMarshal.Cast<byte, uint>(pixels.AsSpan());
        for (var y = 0; y < height; y++)
        {
            var sourceRow = from.Slice(rows[y] * source.Width, source.Width);
            for (var x = 0; x < width; x++) to[y * width + x] = sourceRow[columns[x]];
        }
        return new MLImage(width, height, source.PixelFormat, pixels);
    }

    /// <summary>
    /// A BGRA image of the given size with the whole source drawn onto <paramref name="target"/>, which may reach beyond it.
    /// Pixels outside the target are zero in all four bytes, as in the original.
    /// </summary>
    public static MLImage Mitchell(MLImage source, int width, int height, in TargetRectangle target)
    {
        var columns = CubicTaps(source.Width, target.X, target.Width, width);
        var rows = CubicTaps(source.Height, target.Y, target.Height, height);
        var pixels = ImageCodec.Allocate(width, height);
        pixels.AsSpan().Clear();
        if (columns.Length == 0) return new MLImage(width, height, MLPixelFormat.Bgra32, pixels);
        var filtered = new Vector4[]?[source.Height];
        var line = new Vector4[source.Width];
        foreach (var row in rows)
        {
            foreach (var index in row.Indices) filtered[index] ??= FilterRow(source, index, line, columns);
            var (a, b, c, d) = (filtered[row.Indices[0]]!, filtered[row.Indices[1]]!, filtered[row.Indices[2]]!, filtered[row.Indices[3]]!);
            var (wa, wb, wc, wd) = (row.Weights[0], row.Weights[1], row.Weights[2], row.Weights[3]);
            var first = row.Position * width + columns[0].Position;
            for (var x = 0; x < a.Length; x++) Store(a[x] * wa + b[x] * wb + c[x] * wc + d[x] * wd, pixels.AsSpan(4 * (first + x), 4));
        }
        return new MLImage(width, height, MLPixelFormat.Bgra32, pixels);
    }

    /// <summary>One row of the source, filtered along its width: blue, green, red and alpha at each column of the target.</summary>
    private static Vector4[] FilterRow(MLImage source, int index, Vector4[] line, Tap[] columns)
    {
        ReadRow(source, index, line);
        var result = new Vector4[columns.Length];
        for (var x = 0; x < result.Length; x++)
        {
            var (indices, weights) = (columns[x].Indices, columns[x].Weights);
            var sum = Vector4.Zero;
            for (var i = 0; i < Taps; i++) sum += line[indices[i]] * weights[i];
            result[x] = sum;
        }
        return result;
    }

    private static void ReadRow(MLImage source, int index, Vector4[] line)
    {
        var row = source.Pixels.Slice(4 * index * source.Width, 4 * source.Width);
        var (blue, red) = PixelLayout.Offsets(source.PixelFormat);
        for (var x = 0; x < line.Length; x++) line[x] = new Vector4(row[4 * x + blue], row[4 * x + 1], row[4 * x + red], row[4 * x + 3]);
    }

    /// <summary>The filter overshoots at edges: alpha is kept within 0 to 255, and a premultiplied colour within 0 to alpha.</summary>
    private static void Store(Vector4 sum, Span<byte> pixel)
    {
        var alpha = Math.Clamp(sum.W, 0, 255);
        var bounded = Vector4.Clamp(sum, Vector4.Zero, new Vector4(alpha)) + new Vector4(0.5f);
        pixel[0] = (byte)bounded.X;
        pixel[1] = (byte)bounded.Y;
        pixel[2] = (byte)bounded.Z;
        pixel[3] = (byte)bounded.W;
    }

    private static int[] NearestIndices(int sourceSize, int size)
    {
        var scale = (double)sourceSize / size;
        var indices = new int[size];
        for (var i = 0; i < size; i++) indices[i] = Math.Clamp((int)Math.Floor((i + 0.5) * scale - TieBreak), 0, sourceSize - 1);
        return indices;
    }

    /// <summary>For each position of the result that the target covers: four source indices, repeated at the borders, with weights.</summary>
    private static Tap[] CubicTaps(int sourceSize, int targetStart, int targetSize, int size)
    {
        var taps = new List<Tap>(size);
        for (var position = Math.Max(0, targetStart); position < Math.Min(size, targetStart + targetSize); position++)
        {
            var centre = (position + 0.5f - targetStart) * sourceSize / targetSize - 0.5f;
            var first = (int)MathF.Floor(centre) - 1;
            var tap = new Tap(position, new int[Taps], new float[Taps]);
            for (var k = 0; k < Taps; k++)
            {
                tap.Indices[k] = Math.Clamp(first + k, 0, sourceSize - 1);
                tap.Weights[k] = MitchellWeight(Math.Abs(centre - first - k));
            }
            taps.Add(tap);
        }
        return [.. taps];
    }

    /// <summary>Mitchell and Netravali's filter with B = C = 1/3 (Reconstruction Filters in Computer Graphics, 1988).</summary>
    private static float MitchellWeight(float distance) => distance switch
    {
        < 1 => ((7 * distance - 12) * distance * distance + 16f / 3) / 6,
        < 2 => (((-7f / 3 * distance + 12) * distance - 20) * distance + 32f / 3) / 6,
        _ => 0,
    };

    private sealed record Tap(int Position, int[] Indices, float[] Weights);
}

/// <summary>Where a resized image lies in the result, in pixels; it may begin before and end after it.</summary>
internal readonly record struct TargetRectangle(int X, int Y, int Width, int Height);
