using SkiaSharp;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>Photographs of a size that cameras make: those at hand are so small that a decoder that can scale down has nothing to do.</summary>
internal static class LargePhotographs
{
    private const int Count = 64, Factor = 4, Quality = 90;

    /// <summary>Writes some photographs of a folder, enlarged four times, into another, class by class. Does nothing where that exists.</summary>
    public static void Write(string source, string folder)
    {
        if (Directory.Exists(folder)) return;
        foreach (var classFolder in Directory.GetDirectories(source))
        {
            var target = Directory.CreateDirectory(Path.Combine(folder + ".part", Path.GetFileName(classFolder))).FullName;
            var files = Directory.GetFiles(classFolder, "*.jpg").Order().Take(Count / 2);
            foreach (var file in files) Enlarge(file, Path.Combine(target, Path.GetFileName(file)));
        }
        Directory.Move(folder + ".part", folder);
    }

    private static void Enlarge(string file, string target)
    {
        using var photograph = SKBitmap.Decode(file);
        using var large = photograph.Resize(new SKSizeI(photograph.Width * Factor, photograph.Height * Factor), SKFilterQuality.High);
        using var output = File.Create(target);
        large.Encode(output, SKEncodedImageFormat.Jpeg, Quality);
    }
}
