using Toolkit.Files;

namespace Toolkit.StateDicts;

/// <summary>Opens files of weights and turns what can go wrong in one into a <see cref="WeightsException"/> with its path.</summary>
internal static class WeightsFile
{
    public static StateDict Read(string path, Func<Stream, StateDict> read)
    {
        Existing(path);
        return Guard($"'{path}'", path, () =>
        {
            using var stream = RegularFile.OpenRead(path);
            return read(stream);
        });
    }

    /// <summary>The path itself.</summary>
    /// <exception cref="FileNotFoundException">There is nothing, or a folder.</exception>
    public static string Existing(string path)
    {
        if (File.Exists(path)) return path;
        throw new FileNotFoundException(
            Directory.Exists(path)
                ? $"'{path}' is a folder, not a file of weights. Give the path of the file, or of the index (.index.json) where they are in several."
                : $"There is no file of weights at '{path}'. Check the path.",
            path);
    }

    /// <summary>The zip and JSON readers of .NET report damage by several exceptions; they all mean the same here.</summary>
    public static StateDict Guard(string source, string? path, Func<StateDict> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException
                                      or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw new WeightsException($"Cannot read weights from {source}: {e.Message}", path, e);
        }
    }
}
