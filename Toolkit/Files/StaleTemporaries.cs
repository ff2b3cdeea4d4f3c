namespace Toolkit.Files;

/// <summary>Temporary files of <see cref="AtomicFile"/>, which stay behind where a process is killed while it writes.</summary>
internal static class StaleTemporaries
{
    private const string End = ".tmp";

    /// <summary>A younger file may be another process's, which is still writing to it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>A new name for what is to become <paramref name="target"/>, in the same folder.</summary>
    public static string NewName(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, $"{Beginning(target)}{Guid.NewGuid():N}{End}");

    /// <summary>Deletes those of a file that nobody has written to for a day. One that cannot be deleted stays.</summary>
    public static void DeleteOf(string target)
    {
        try
        {
            foreach (var file in new DirectoryInfo(Path.GetDirectoryName(target)!).EnumerateFiles($".*{End}"))
                if (IsOf(target, file.Name) && file.LastWriteTimeUtc < DateTime.UtcNow - Patience)
                    Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They only take space: the file itself can be written all the same.
        }
    }

    private static void Delete(FileInfo file)
    {
        try
        {
            file.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another's, and no reason to leave the others.
        }
    }

    private static string Beginning(string target) => $".{Path.GetFileName(target)}.";

    private static bool IsOf(string target, string name)
    {
        var beginning = Beginning(target);
        return name.StartsWith(beginning, StringComparison.Ordinal) && name.EndsWith(End, StringComparison.Ordinal)
            && Guid.TryParseExact(name.AsSpan(beginning.Length, Math.Max(0, name.Length - beginning.Length - End.Length)), "N", out _);
    }
}
