using System.Collections.Concurrent;
using System.IO.Hashing;
using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>An image that was left out, and why.</summary>
/// <param name="Name">The file's path.</param>
/// <param name="Reason">A sentence.</param>
public sealed record SkippedImage(string Name, string Reason);

/// <summary>
/// Images in class folders (<c>cats/1.jpg</c>, <c>dogs/old/7.png</c>), in a folder or in a zip file of the same layout. Files are decoded
/// when they are needed, always to three channels; see <see cref="ImageDecoder"/>. The extension says which files are images
/// (<see cref="ImageDecoder.Extensions"/>), or the content where there is none, or one such as <c>.jpg_large</c> or <c>.1</c>. Hidden files and
/// folders of the system are ignored, and so is a folder around all class folders, as zip files often have it. Links to folders are followed
/// once.
/// </summary>
public sealed class ImageFolder : IImageDataset, IDisposable
{
    private readonly IImageFileSource source;
    private readonly string[] paths;
    private readonly int[] labels;
    private readonly ImageDecodingOptions? decoding;

    /// <summary>Lists the files, and decodes them once where <see cref="ImageFolderOptions.Unreadable"/> says so.</summary>
    /// <param name="path">A folder or a zip file.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value of <see cref="ImageFolderOptions.Decoding"/> is out of its range.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or file.</exception>
    /// <exception cref="InvalidDataException">
    /// No images, one class only, a class without images, a folder that is no class of <see cref="ImageFolderOptions.ClassNames"/>,
    /// or a damaged zip file.
    /// </exception>
    public ImageFolder(string path, ImageFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new();
        options.Decoding?.Validate();
        decoding = options.Decoding;
        source = Open(path);
        try
        {
            var layout = ClassFolders.Find(path, source.Paths, file => ImageNames.IsImage(source, file), options.ClassNames);
            (ClassNames, paths, labels) = (layout.ClassNames, layout.Paths, layout.Labels);
            Ignored = [.. layout.Ignored.Select(source.NameOf)];
            if (options.Unreadable != UnreadableImages.Skip) return;
            (paths, labels, Skipped) = WithoutUnreadable();
            if (options.ClassNames is null) ClassFolders.CheckEveryClassHasImages(path, ClassNames, labels, Skipped.Count, Ignored);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Count => paths.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// The images that were left out since they cannot be read; empty unless asked for by <see cref="UnreadableImages.Skip"/>.
    /// </summary>
    public IReadOnlyList<SkippedImage> Skipped { get; } = [];

    /// <summary>
    /// All files that are not used: they are no images that can be read (GIF, TIFF, text and others), or lie outside the class folders. Hidden
    /// files and what systems put beside images (<c>Thumbs.db</c>, <c>__MACOSX</c>) do not count.
    /// </summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>How many files of which kinds <see cref="Ignored"/> has, such as <c>3 .gif, 1 without extension</c>; empty for none.</summary>
    public string IgnoredKinds => IgnoredFiles.Describe(Ignored);

    /// <inheritdoc/>
    public int LabelOf(int index) => labels[index];

    /// <inheritdoc/>
    public string NameOf(int index) => source.NameOf(paths[index]);

    /// <inheritdoc/>
    /// <exception cref="UnreadableImageException">The file cannot be read; the exception names it.</exception>
    public void Read(int index, ImageBuffer image) => ImageDecoder.Decode(source.Read(paths[index]), NameOf(index), image, decoding);

    /// <inheritdoc/>
    public ulong ContentHashOf(int index) => XxHash3.HashToUInt64(source.Read(paths[index]));

    /// <summary>Closes the zip file.</summary>
    public void Dispose() => source.Dispose();

    private static IImageFileSource Open(string path)
    {
        if (Directory.Exists(path)) return new FolderFiles(path);
        if (File.Exists(path)) return new ZipFiles(path);
        throw new DirectoryNotFoundException($"There is no folder and no zip file {Path.GetFullPath(path)}.");
    }

    private (string[] Paths, int[] Labels, SkippedImage[] Skipped) WithoutUnreadable()
    {
        var reasons = new ConcurrentDictionary<int, string>();
        Parallel.For(0, Count, () => new ImageBuffer(), (index, _, image) =>
        {
            try
            {
                Read(index, image);
            }
            catch (UnreadableImageException error)
            {
                reasons[index] = error.Reason;
            }
            return image;
        }, _ => { });
        int[] readable = [.. Enumerable.Range(0, Count).Where(index => !reasons.ContainsKey(index))];
        SkippedImage[] skipped = [.. reasons.Keys.Order().Select(index => new SkippedImage(NameOf(index), reasons[index]))];
        return ([.. readable.Select(index => paths[index])], [.. readable.Select(LabelOf)], skipped);
    }
}
