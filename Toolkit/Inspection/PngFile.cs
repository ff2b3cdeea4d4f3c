using Toolkit.Files;
using Toolkit.Images;

namespace Toolkit.Inspection;

/// <summary>Writes images of one (grey) or three channels.</summary>
internal static class PngFile
{
    /// <exception cref="ArgumentException">The file's name does not end in .png.</exception>
    /// <exception cref="UnwritableFileException">The folder is missing or not writable, or the disk is full.</exception>
    public static void Save(ImageBuffer image, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"Pictures are written as PNG, so the name must end in .png, but is {path}.", nameof(path));
        AtomicFile.Write(path, stream => stream.Write(ImageEncoder.ToPng(image)));
    }
}
