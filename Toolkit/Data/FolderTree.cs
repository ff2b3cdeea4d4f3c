using Toolkit.Files;

namespace Toolkit.Data;

/// <summary>
/// Everything below a folder. A folder that can be reached in several ways, by links to it or to one around it, is listed once: where it
/// really is, or else below the first link to it. <see cref="SystemNames"/> are left out; a link into such a folder is followed.
/// </summary>
internal static class FolderTree
{
    /// <summary>Full paths of all files, and of all folders with <see cref="Path.DirectorySeparatorChar"/> at their end.</summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static IEnumerable<string> Of(string root)
    {
        var start = RealPath.Of(root);
        var (seen, links) = (new HashSet<string>(StringComparer.Ordinal), new Queue<DirectoryInfo>());
        var found = new List<string>();
        Add(new DirectoryInfo(root), start);
        while (links.TryDequeue(out var link))
        {
            var target = RealPath.Of(link.FullName);
            if (!Directory.Exists(target) || seen.Contains(target) || Contains(target, start)) continue;
            found.Add(WithSeparator(link.FullName));
            Add(link, target);
        }
        return found;

        void Add(DirectoryInfo folder, string real)
        {
            if (!seen.Add(real)) return;
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                if (SystemNames.Contains(entry.Name)) continue;
                if (entry is not DirectoryInfo inner) found.Add(entry.FullName);
                else if (inner.LinkTarget is not null) links.Enqueue(inner);
                else
                {
                    found.Add(WithSeparator(inner.FullName));
                    Add(inner, Path.Combine(real, inner.Name));
                }
            }
        }
    }

    private static string WithSeparator(string path) => path + Path.DirectorySeparatorChar;

    private static bool Contains(string folder, string other) =>
        WithSeparator(other).StartsWith(folder.EndsWith(Path.DirectorySeparatorChar) ? folder : WithSeparator(folder), StringComparison.Ordinal);
}
