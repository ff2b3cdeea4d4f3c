using System.Numerics;
using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Images;

/// <summary>Which colours of a pixel stand in a vector of values, and how they are arranged.</summary>
/// <param name="Colors">At least one.</param>
/// <param name="Order">The order of all four colours; those that are not in <paramref name="Colors"/> are left out.</param>
/// <param name="Interleaved">Whether the colours of one pixel stand together; otherwise all pixels of one colour do.</param>
internal sealed record ColourPlanes(ColorBits Colors, ColorsOrder Order, bool Interleaved)
{
    /// <summary>The number of colours.</summary>
    public int Count => BitOperations.PopCount((uint)Colors);

    /// <summary>The sizes of the vector: height, width, colours when interleaved, otherwise colours, height, width.</summary>
    public int[] Dimensions(int height, int width) => Interleaved ? [height, width, Count] : [Count, height, width];

    /// <summary>Checks what a caller gave.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no colour, or an unknown one or order.</exception>
    public ColourPlanes Check()
    {
        if (Colors == 0 || (Colors & ~ColorBits.All) != 0)
            throw new ArgumentOutOfRangeException(nameof(Colors), Colors, "Need to use at least one color: Alpha, Red, Green, Blue.");
        if (!Enum.IsDefined(Order)) throw new ArgumentOutOfRangeException(nameof(Order), Order, "Unknown order of colors.");
        return this;
    }

    /// <summary>Copies an image's values into a vector.</summary>
    /// <param name="image">Of any size.</param>
    /// <param name="values">As many as <see cref="Dimensions"/> says.</param>
    /// <param name="table">What stands in the vector for each of the values 0 to 255.</param>
    public void Read<T>(MLImage image, Span<T> values, ReadOnlySpan<T> table)
    {
        var pixels = image.Pixels;
        var count = pixels.Length / 4;
        var offsets = Offsets(image.PixelFormat);
        for (var plane = 0; plane < offsets.Length; plane++)
        {
            var (start, step) = Stride(plane, count);
            for (int i = 0, at = start; i < count; i++, at += step) values[at] = table[pixels[4 * i + offsets[plane]]];
        }
    }

    /// <summary>Copies a vector's values into the BGRA pixels of an image; colours that are not in the vector stay as they are.</summary>
    /// <param name="values">As many as <see cref="Dimensions"/> says.</param>
    /// <param name="pixels">Four bytes a pixel.</param>
    /// <param name="convert">What stands in the image for a value.</param>
    public void Write<T>(ReadOnlySpan<T> values, Span<byte> pixels, Func<T, byte> convert)
    {
        var count = pixels.Length / 4;
        var offsets = Offsets(MLPixelFormat.Bgra32);
        for (var plane = 0; plane < offsets.Length; plane++)
        {
            var (start, step) = Stride(plane, count);
            for (int i = 0, at = start; i < count; i++, at += step) pixels[4 * i + offsets[plane]] = convert(values[at]);
        }
    }

    private (int Start, int Step) Stride(int plane, int pixels) => Interleaved ? (plane, Count) : (plane * pixels, 1);

    /// <summary>For each plane in order, which of a pixel's bytes it holds.</summary>
    private int[] Offsets(MLPixelFormat format)
    {
        var (blue, red) = PixelLayout.Offsets(format);
        (char Name, ColorBits Bit, int Offset)[] colours =
            [('A', ColorBits.Alpha, 3), ('R', ColorBits.Red, red), ('G', ColorBits.Green, 1), ('B', ColorBits.Blue, blue)];
        var ordered = Order.ToString().Select(name => colours.Single(colour => colour.Name == name));
        return [.. ordered.Where(colour => Colors.HasFlag(colour.Bit)).Select(colour => colour.Offset)];
    }
}
