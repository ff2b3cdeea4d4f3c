using Toolkit.Files;

namespace Toolkit.Datasets;

/// <summary>A file of a CIFAR set.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Content">All of it.</param>
internal sealed record CifarFile(string Name, byte[] Content);

/// <summary>Finds the files of a CIFAR set: in a folder, in the published folder or archive inside it, or in an archive.</summary>
internal static class CifarFiles
{
    /// <summary>Whether files or archive are there; what is inside an archive is not looked at.</summary>
    public static bool AreIn(CifarLayout layout, string path) => File.Exists(path)
        || FolderWith(path, layout, [.. layout.TrainFiles, .. layout.TestFiles]) is not null
        || File.Exists(Path.Combine(path, layout.Archive));

    /// <summary>Reads the training or the test files, in order.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">An archive is damaged.</exception>
    public static CifarFile[] Read(CifarLayout layout, string path, bool training)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var names = layout.Files(training);
        if (File.Exists(path)) return FromArchive(layout, path, names);
        if (FolderWith(path, layout, names) is { } folder)
            return [.. names.Select(name => Path.Combine(folder, name)).Select(file => new CifarFile(file, ContentOf(file)))];

        var archive = Path.Combine(path, layout.Archive);
        return File.Exists(archive) ? FromArchive(layout, archive, names) : throw Missing(layout, path, names);
    }

    private static byte[] ContentOf(string path)
    {
        using var file = RegularFile.OpenRead(path);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    private static string? FolderWith(string path, CifarLayout layout, string[] names) =>
        new[] { path, Path.Combine(path, layout.Folder) }
            .FirstOrDefault(folder => names.All(name => File.Exists(Path.Combine(folder, name))));

    private static CifarFile[] FromArchive(CifarLayout layout, string archive, string[] names)
    {
        var found = TarFiles.Read(archive, names, layout.MostBytes, layout.TrainFiles.Length + layout.TestFiles.Length);
        string[] missing = [.. names.Where(name => !found.ContainsKey(name))];
        return missing.Length == 0
            ? [.. names.Select(name => new CifarFile($"{archive}/{name}", found[name]))]
            : throw new FileNotFoundException(
                $"{archive} has no {string.Join(", ", missing)}. The binary version of {layout.Name}, {layout.Archive}, is needed; " +
                "those for Python and Matlab cannot be read.",
                archive);
    }

    private static FileNotFoundException Missing(CifarLayout layout, string path, string[] names) => new(
        $"There is no {layout.Name} in {Path.GetFullPath(path)}: expected is a folder with {string.Join(", ", names)}, or " +
        $"{layout.Archive}. For images in class folders, or zip files of these, take ImageFolder.",
        path);
}
