namespace Toolkit.Data;

/// <summary>
/// Names of files and folders that systems, cameras, network drives and archives put beside images. They hold thumbnails, deleted files and
/// notes: no classes and no images of the user's. Names that begin with a dot are hidden, and are among them.
/// </summary>
internal static class SystemNames
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "__MACOSX", "Icon\r",                                                                        // macOS
        "$RECYCLE.BIN", "RECYCLER", "System Volume Information", "Thumbs.db", "ehthumbs.db", "desktop.ini", // Windows
        "lost+found",                                                                                // Linux
        "@eaDir", "@tmp", "#recycle", "#snapshot", "@Recycle", "@Recently-Snapshot",                 // network drives
    };

    /// <summary>Whether a file or folder of that name is left out.</summary>
    public static bool Contains(string name) => name.StartsWith('.') || Names.Contains(name);

    /// <summary>Whether a part of a path is such a name.</summary>
    /// <param name="path">With '/' between its parts.</param>
    public static bool AreIn(string path) => path.Split('/').Any(Contains);
}
