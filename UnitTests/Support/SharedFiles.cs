namespace Toolkit.UnitTests.Support;

/// <summary>Data and weights that lie beside the repository, in ../shared, where the project is built; a user's machine has none.</summary>
internal static class SharedFiles
{
    /// <summary>Path of a shared file or folder; null where it is absent.</summary>
    public static string? Find(string path)
    {
        var shared = Path.GetFullPath(Repository.File(Path.Combine("..", "shared", path)));
        return Path.Exists(shared) ? shared : null;
    }

    /// <summary>Path of a shared file or folder; the test is skipped, with the reason, where it is absent.</summary>
    public static string Require(string path)
    {
        if (Find(path) is { } found) return found;
        Assert.Inconclusive($"../shared/{path} is absent.");
        throw new InvalidOperationException();
    }
}
