using SkiaSharp;
using Toolkit.Images;

namespace Toolkit.UnitTests.Images;

/// <summary>Images for the tests of the transforms.</summary>
internal static class TestImages
{
    /// <summary>Every pixel random: all colours, and the hardest case for filters.</summary>
    public static ImageBuffer Noise(int channels, int height, int width, int seed = 1)
    {
        var image = new ImageBuffer();
        image.Reshape(channels, height, width);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }

    /// <summary>Soft colours with some sharp edges, as a photograph has them.</summary>
    public static ImageBuffer Scene(int height, int width)
    {
        var image = new ImageBuffer();
        image.Reshape(3, height, width);
        for (var channel = 0; channel < 3; channel++)
            for (var row = 0; row < height; row++)
                for (var column = 0; column < width; column++)
                {
                    var soft = 128 + 100 * Math.Sin((row * (channel + 1) + column * 2) * 6.0 / (height + width));
                    var edge = row > height / 3 && column > width / 2 ? 27 : 0;
                    image.Plane(channel)[row * width + column] = (byte)(soft + edge);
                }
        return image;
    }

    /// <summary>The scene as a file.</summary>
    public static byte[] Encoded(SKEncodedImageFormat format, int height = 48, int width = 64)
    {
        var scene = Scene(height, width);
        using var bitmap = new SKBitmap(width, height);
        for (var i = 0; i < height * width; i++)
            bitmap.SetPixel(i % width, i / width, new SKColor(scene.Plane(0)[i], scene.Plane(1)[i], scene.Plane(2)[i]));
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    public static ImageBuffer From(int channels, int height, int width, params byte[] pixels)
    {
        var image = new ImageBuffer();
        image.Reshape(channels, height, width);
        pixels.CopyTo(image.Pixels);
        return image;
    }

    public static ImageBuffer Copy(ImageBuffer image)
    {
        var copy = new ImageBuffer();
        copy.CopyFrom(image);
        return copy;
    }

    /// <summary>Fails unless the shapes agree and no pixel is further away than <paramref name="tolerance"/>.</summary>
    public static void AreEqual(ImageBuffer expected, ImageBuffer actual, int tolerance, string what)
    {
        Assert.AreEqual((expected.Channels, expected.Height, expected.Width), (actual.Channels, actual.Height, actual.Width), what);
        for (var i = 0; i < expected.Pixels.Length; i++)
        {
            if (Math.Abs(expected.Pixels[i] - actual.Pixels[i]) > tolerance)
                Assert.Fail($"{what}: value {i} should be {expected.Pixels[i]} but is {actual.Pixels[i]}.");
        }
    }
}
