using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// The libraries below libtorch, 280 in Debian's build. The system looks every symbol up in all libraries that are opened together:
/// opened at once they take 0.44 s, one by one 0.34 s, and in between other threads can open libraries of their own.
/// </summary>
internal static class Dependencies
{
    /// <summary>Opens them one by one. One that is not there any more is left out.</summary>
    public static void Open()
    {
        foreach (var path in Paths())
        {
            NativeLibrary.TryLoad(path, out _);
            // About 40 µs, which another thread takes to wake up and have its turn.
            Thread.SpinWait(1000);
        }
    }

    /// <summary>Those that the build found, each behind those that it needs.</summary>
    public static IEnumerable<string> Paths()
    {
        using var list = new StreamReader(typeof(Dependencies).Assembly.GetManifestResourceStream("dependencies.txt")!);
        while (list.ReadLine() is { } path) yield return path;
    }
}
