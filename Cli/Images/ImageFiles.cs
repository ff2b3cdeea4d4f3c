using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.Cli.Images;

/// <summary>
/// Image files without labels. One that cannot be read is noted, and a blank image stands in for it, so that the others of its batch are
/// predicted all the same.
/// </summary>
internal sealed class ImageFiles(IReadOnlyList<string> paths) : IImageDataset, IDisposable
{
    private const int BlankSide = 32;

    private readonly ConcurrentDictionary<int, string?> errors = new();
    private readonly Lazy<string> blankFile = new(WriteBlank);

    public int Count => paths.Count;

    public IReadOnlyList<string> ClassNames { get; } = [""];

    public int LabelOf(int index) => 0;

    public string NameOf(int index) => paths[index];

    /// <summary>Why a file cannot be read; null for one that can, or that nobody has read yet.</summary>
    public string? ErrorOf(int index) => errors.GetValueOrDefault(index);

    public void Read(int index, ImageBuffer image)
    {
        errors[index] = ErrorOf(() => ImageDecoder.DecodeFile(paths[index], image));
        if (errors[index] is null) return;
        image.Reshape(3, BlankSide, BlankSide);
        image.Pixels.Clear();
    }

    /// <summary>The path of a file that can be read, for whatever reads it itself: the file's own, or a blank image's.</summary>
    public string ReadablePath(int index) =>
        errors.GetOrAdd(index, item => ErrorOf(() => ImageDecoder.CheckFile(paths[item]))) is null ? paths[index] : blankFile.Value;

    public void Dispose()
    {
        if (blankFile.IsValueCreated) Directory.GetParent(blankFile.Value)!.Delete(recursive: true);
    }

    private static string? ErrorOf(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (UnreadableImageException error)
        {
            return error.Message;
        }
    }

    private static string WriteBlank()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("toolkit-").FullName, "blank.png");
        using var blank = MLImage.CreateFromPixels(BlankSide, BlankSide, MLPixelFormat.Rgba32, new byte[4 * BlankSide * BlankSide]);
        blank.Save(path);
        return path;
    }
}
