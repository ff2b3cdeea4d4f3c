using System.IO.Compression;
using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>A tree of files, in a folder or in a zip file.</summary>
internal interface IImageFileSource : IDisposable
{
    /// <summary>Every file and every empty folder (with '/' at its end), relative to the root and with '/' between the parts.</summary>
    IReadOnlyList<string> Paths { get; }

    /// <summary>What messages call a file.</summary>
    string NameOf(string path);

    /// <summary>The content of a file. Safe to call from several threads.</summary>
    /// <exception cref="UnreadableImageException">It cannot be read.</exception>
    byte[] Read(string path);
}

/// <summary>Files in a folder and in the folders below it.</summary>
internal sealed class FolderFiles : IImageFileSource
{
    private readonly string root;

    public FolderFiles(string root)
    {
        this.root = root;
        Paths = [.. FolderTree.Of(root).Select(Relative)];
    }

    public IReadOnlyList<string> Paths { get; }

    public string NameOf(string path) => Path.Combine(root, path);

    public byte[] Read(string path) => ImageDecoder.ReadFile(NameOf(path));

    public void Dispose()
    {
    }

    private string Relative(string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
}

/// <summary>Files in a zip file. Only one thread reads from it at a time; decoding, which takes longer, is outside.</summary>
internal sealed class ZipFiles : IImageFileSource
{
    private const int MaxImageBytes = 256 << 20;

    private readonly string file;
    private readonly ZipArchive archive;
    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public ZipFiles(string file)
    {
        this.file = file;
        try
        {
            archive = ZipFile.OpenRead(file);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException(
                $"{file} is neither a folder nor a zip file, or the zip file is damaged. ({error.Message})", error);
        }
        if (archive.Entries.FirstOrDefault(entry => entry.IsEncrypted) is { } encrypted)
        {
            archive.Dispose();
            throw new InvalidDataException($"{file} is encrypted ({encrypted.FullName}), and no password can be given. Unpack it, and give the folder.");
        }
        foreach (var entry in archive.Entries) entries[entry.FullName.Replace('\\', '/')] = entry;
        Paths = [.. entries.Keys];
    }

    public IReadOnlyList<string> Paths { get; }

    public string NameOf(string path) => $"{file}/{path}";

    public byte[] Read(string path)
    {
        var entry = entries[path];
        if (entry.Length > MaxImageBytes)
            throw new UnreadableImageException(NameOf(path), $"It has {entry.Length} bytes; at most {MaxImageBytes} are allowed.");
        try
        {
            var content = new byte[entry.Length];
            lock (gate)
            {
                using var stream = entry.Open();
                stream.ReadExactly(content);
            }
            return content;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new UnreadableImageException(NameOf(path), $"The zip file is damaged or encrypted there. ({error.Message})", error);
        }
    }

    public void Dispose() => archive.Dispose();
}
