namespace Toolkit.Files;

/// <summary>Where a file or folder really lies, all links on the way resolved: a link inside a linked folder is relative to that folder's real place.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <exception cref="IOException">Links lead to each other.</exception>
    public static string Of(string path)
    {
        var links = 0;
        return Resolve(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

        string Resolve(string full)
        {
            if (Path.GetDirectoryName(full) is not { } parent) return full;
            var folder = Resolve(parent);
            var here = Path.Combine(folder, Path.GetFileName(full));
            if (new FileInfo(here).LinkTarget is not { } target) return here;
            if (++links > MostLinks) throw new IOException($"{path} is a link that leads back to itself.");
            return Resolve(Path.TrimEndingDirectorySeparator(Path.GetFullPath(target, folder)));
        }
    }
}
