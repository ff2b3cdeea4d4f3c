using Toolkit.Data;
using Toolkit.Datasets;
using Toolkit.Images;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>Small images in one file as CIFAR-10's binary version has them: a byte for the label, then 3×32×32 pixels, each plane whole.</summary>
internal static class RecordFile
{
    private const int Channels = 3, Side = 32, PixelBytes = Channels * Side * Side;

    /// <summary>Reads the first images of a file.</summary>
    public static InMemoryImages Read(string path, int count = int.MaxValue)
    {
        var bytes = File.ReadAllBytes(path);
        count = Math.Min(count, bytes.Length / (1 + PixelBytes));
        var (pixels, labels) = (new byte[count * PixelBytes], new int[count]);
        for (var i = 0; i < count; i++)
        {
            var record = bytes.AsSpan(i * (1 + PixelBytes), 1 + PixelBytes);
            labels[i] = record[0];
            record[1..].CopyTo(pixels.AsSpan(i * PixelBytes));
        }
        return new InMemoryImages(Channels, Side, Side, pixels, labels, Cifar10.ClassNames);
    }

    /// <summary>Writes all images of a data set.</summary>
    public static void Write(string path, IImageDataset images)
    {
        using var file = File.Create(path);
        var image = new ImageBuffer();
        for (var i = 0; i < images.Count; i++)
        {
            images.Read(i, image);
            file.WriteByte((byte)images.LabelOf(i));
            file.Write(image.Pixels);
        }
    }
}
