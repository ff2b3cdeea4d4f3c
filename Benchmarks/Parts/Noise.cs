using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.Benchmarks.Parts;

/// <summary>Images of random pixels, the same in every run.</summary>
internal static class Noise
{
    public static ImageBuffer Image(int height, int width)
    {
        var image = new ImageBuffer();
        image.Reshape(3, height, width);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }

    public static InMemoryImages Images(int count, int side)
    {
        var pixels = new byte[count * 3 * side * side];
        new Random(1).NextBytes(pixels);
        return new InMemoryImages(3, side, side, pixels, new int[count], ["one", "two"]);
    }
}
