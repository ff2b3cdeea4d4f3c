namespace Toolkit.UnitTests.Support;

/// <summary>A folder with the programs that lie beside the tests, and a choice of their native libraries.</summary>
internal sealed class ProgramCopy : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Copies the programs.</summary>
    /// <param name="takesNative">Whether to take a native library, by its file name.</param>
    public ProgramCopy(Func<string, bool> takesNative)
    {
        // Copies, since .NET looks for a program's libraries beside the file that a link points at.
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            if (Path.GetExtension(file) is ".dll" or ".json")
                System.IO.File.Copy(file, File(Path.GetFileName(file)));
        foreach (var file in Directory.EnumerateFiles(NativeFolder, "*", SearchOption.AllDirectories))
            if (takesNative(Path.GetFileName(file)))
                Link(file, File(Path.GetRelativePath(AppContext.BaseDirectory, file)));
    }

    private static string NativeFolder => Path.Combine(AppContext.BaseDirectory, "runtimes");

    /// <summary>Whether a file belongs to libtorch, which TorchSharp's own native library needs.</summary>
    public static bool IsLibTorch(string fileName) =>
        new[] { "libtorch", "torch", "libc10", "c10" }.Any(name => fileName.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Path of a file in the copy.</summary>
    public string File(string name) => folder.File(name);

    public void Dispose() => folder.Dispose();

    private static void Link(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (OperatingSystem.IsWindows()) System.IO.File.Copy(source, target); // links need a privilege there
        else System.IO.File.CreateSymbolicLink(target, source);
    }
}
