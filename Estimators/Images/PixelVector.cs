using Microsoft.ML.Data;
using Toolkit.Images;

namespace Toolkit.Estimators.Images;

/// <summary>What the values of a column of pixels are.</summary>
/// <param name="Channels">1 or 3.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Width">In pixels.</param>
/// <param name="IsInterleaved">Whether all channels of a pixel follow each other; otherwise channel follows channel.</param>
internal sealed record PixelVector(int Channels, int Height, int Width, bool IsInterleaved)
{
    /// <summary>The shape of a column's images; null where its type is none of pixels.</summary>
    public static PixelVector? Of(DataViewType type, PixelOrder order)
    {
        if (type is not VectorDataViewType { IsKnownSize: true } vector || vector.ItemType != NumberDataViewType.Single) return null;
        return vector.Dimensions switch
        {
            [1 or 3, var height, var width] when order != PixelOrder.Interleaved => new(vector.Dimensions[0], height, width, false),
            [var height, var width, 1 or 3] when order != PixelOrder.Planar => new(vector.Dimensions[2], height, width, true),
            [var length] => Square(length, order == PixelOrder.Interleaved),
            _ => null,
        };
    }

    /// <summary>Copies a row's pixels.</summary>
    /// <exception cref="FormatException">A value is not a whole number from 0 to 255; the message says which.</exception>
    public void Copy(ReadOnlySpan<float> values, ImageBuffer image)
    {
        image.Reshape(Channels, Height, Width);
        var pixels = image.Pixels;
        var plane = Height * Width;
        for (var i = 0; i < values.Length; i++)
        {
            var pixel = (byte)Math.Clamp(values[i], 0, 255);
            if (pixel != values[i]) throw new FormatException($"value {i} is {values[i]}");
            pixels[IsInterleaved ? i % Channels * plane + i / Channels : i] = pixel;
        }
    }

    // No number is both a square and three times a square.
    private static PixelVector? Square(int length, bool isInterleaved)
    {
        foreach (var channels in new[] { 1, 3 })
        {
            var side = (int)Math.Round(Math.Sqrt(length / (double)channels));
            if (side > 0 && channels * side * side == length) return new(channels, side, side, isInterleaved);
        }

        return null;
    }
}
