namespace Toolkit.Data;

/// <summary>Lists image files without regard to classes.</summary>
public static class ImagePaths
{
    /// <summary>
    /// The images in a folder and in those below it, in ordinal order of their paths: as <see cref="ImageFolder"/> finds them, by extension or content, each
    /// once, and without what systems put beside them.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public static IReadOnlyList<string> In(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        using var files = new FolderFiles(folder);
        return [.. files.Paths.Where(path => ImageNames.IsImage(files, path)).Order(StringComparer.Ordinal).Select(files.NameOf)];
    }
}
