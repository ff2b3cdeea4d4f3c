using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Images;

namespace Toolkit.UnitTests.Estimators;

/// <summary>Shapes of one colour each, somewhere on grey noise: easy to tell apart, but not by one pixel. One class has a non-ASCII name.</summary>
internal static class ToyImages
{
    public static readonly string[] Classes = ["blue cross", "grüne Scheibe", "red square"];

    private static readonly int[] ChannelOfClass = [2, 1, 0];

    /// <summary>Draws an image whose pixels follow from label and seed.</summary>
    public static MLImage Draw(int label, int seed, int height = 40, int width = 48)
    {
        var random = new Random(1000 * seed + label);
        var pixels = new byte[4 * height * width];
        var radius = Math.Min(height, width) / 3;
        var (centreY, centreX) = (random.Next(radius, height - radius), random.Next(radius, width - radius));
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                Paint(pixels.AsSpan(4 * (y * width + x), 4), IsInside(label, y - centreY, x - centreX, radius), ChannelOfClass[label], random);
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
    }

    /// <summary>Writes PNG files into one folder a class.</summary>
    public static void WriteFolder(string folder, int imagesPerClass, int seed, int height = 40, int width = 48)
    {
        for (var label = 0; label < Classes.Length; label++)
        {
            var classFolder = Directory.CreateDirectory(Path.Combine(folder, Classes[label])).FullName;
            for (var i = 0; i < imagesPerClass; i++)
            {
                using var image = Draw(label, seed + i, height, width);
                image.Save(Path.Combine(classFolder, $"{i:00}.png"));
            }
        }
    }

    /// <summary>Rows with images in memory, one class after the other.</summary>
    public static List<ImageRow> Rows(int count, int seed = 1, int height = 40, int width = 48) =>
        [.. Enumerable.Range(0, count).Select(i => new ImageRow
        {
            ImagePath = $"memory/{i}.png",
            Label = Classes[i % Classes.Length],
            Number = i,
            Image = Draw(i % Classes.Length, seed + i, height, width),
        })];

    private static bool IsInside(int label, int y, int x, int radius) => label switch
    {
        0 => Math.Min(Math.Abs(x), Math.Abs(y)) <= radius / 3 && Math.Max(Math.Abs(x), Math.Abs(y)) <= radius,
        1 => x * x + y * y <= radius * radius,
        _ => Math.Max(Math.Abs(x), Math.Abs(y)) <= radius,
    };

    private static void Paint(Span<byte> pixel, bool inside, int channel, Random random)
    {
        var grey = (byte)random.Next(80);
        pixel[..3].Fill(grey);
        if (inside) pixel[channel] = (byte)random.Next(180, 256);
        pixel[3] = 255;
    }
}

/// <summary>An image in memory, with what belongs to it.</summary>
internal sealed class ImageRow
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";

    public float Number { get; set; }

    [ImageColumn]
    public MLImage? Image { get; set; }
}

/// <summary>What a model says about a row, with what was passed through.</summary>
internal sealed class ScoredRow
{
    public string ImagePath { get; set; } = "";

    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}

/// <summary>Toy images that write down which of them were read.</summary>
internal sealed class CountingImages(int count) : IImageDataset
{
    public List<int> Reads { get; } = [];

    public int Count => count;

    public IReadOnlyList<string> ClassNames => ToyImages.Classes;

    public int LabelOf(int index) => index % ClassNames.Count;

    public string NameOf(int index) => $"memory/{index}.png";

    public void Read(int index, ImageBuffer image)
    {
        lock (Reads) Reads.Add(index);
        using var drawn = ToyImages.Draw(LabelOf(index), 1 + index, 32, 32);
        ImageDecoder.Copy(drawn, image);
    }
}
