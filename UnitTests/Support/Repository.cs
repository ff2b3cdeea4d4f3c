namespace Toolkit.UnitTests.Support;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Path of a file in it.</summary>
    /// <param name="path">From the root, such as <c>README.md</c>.</param>
    /// <exception cref="DirectoryNotFoundException">The tests lie outside a checkout.</exception>
    public static string File(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Toolkit.sln")))
                return Path.Combine(folder.FullName, path);
        throw new DirectoryNotFoundException($"There is no Toolkit.sln above {AppContext.BaseDirectory}.");
    }
}
