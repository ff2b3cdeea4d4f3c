using System.IO.Compression;
using Toolkit.Files;
using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>Files in a zip file. Only one thread reads from it at a time; decoding, which takes longer, is outside.</summary>
internal sealed class ZipFiles : IImageFileSource
{
    private const int MaxImageBytes = 256 << 20;

    /// <summary>What deflate can make of a byte at most.</summary>
    private const long MostRatio = 1032;

    private readonly string file;
    private readonly ZipArchive archive;
    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <exception cref="InvalidDataException">The file is no zip file, damaged, one part of several, or encrypted.</exception>
    public ZipFiles(string file)
    {
        this.file = file;
        archive = Open(file);
        if (archive.Entries.FirstOrDefault(entry => entry.IsEncrypted) is { } encrypted)
        {
            archive.Dispose();
            throw new InvalidDataException($"{file} is encrypted ({encrypted.FullName}), and no password can be given. Unpack it, and give the folder.");
        }
        foreach (var entry in archive.Entries) entries[PathOf(entry)] = entry;
        Paths = [.. entries.Keys];
    }

    public IReadOnlyList<string> Paths { get; }

    public string NameOf(string path) => $"{file}/{path}";

    public byte[] Read(string path)
    {
        var (length, packed) = (entries[path].Length, entries[path].CompressedLength);
        if (length > packed * MostRatio)
            throw new UnreadableImageException(NameOf(path), $"It is said to have {length} bytes, more than the {packed} in the zip file can hold.");
        return length <= MaxImageBytes
            ? ReadFirst(path, (int)length)
            : throw new UnreadableImageException(NameOf(path), $"It has {length} bytes; at most {MaxImageBytes} are allowed.");
    }

    public byte[] ReadStart(string path)
    {
        try
        {
            return ReadFirst(path, (int)Math.Min(FileBeginning.Length, entries[path].Length));
        }
        catch (UnreadableImageException)
        {
            return [];
        }
    }

    public void Dispose() => archive.Dispose();

    private static ZipArchive Open(string file)
    {
        if (RegularFile.LengthOf(file) == 0)
            throw new InvalidDataException($"{file} is neither a folder nor a zip file: it is empty, or is a pipe, a socket or a device.");
        ZipArchive? archive = null;
        try
        {
            archive = ZipFile.OpenRead(file);
            _ = archive.Entries; // which reads the list of files
            return archive;
        }
        catch (InvalidDataException error)
        {
            archive?.Dispose();
            throw new InvalidDataException(
                $"{file} is neither a folder nor a zip file, or the zip file is damaged or one part of several. ({error.Message}) "
                + "Unpack it, or another archive, and give the folder.", error);
        }
    }

    // Some programs write '\' between the parts, or "./" before them.
    private static string PathOf(ZipArchiveEntry entry)
    {
        var path = entry.FullName.Replace('\\', '/');
        while (path.StartsWith("./", StringComparison.Ordinal)) path = path[2..];
        return path;
    }

    private byte[] ReadFirst(string path, int count)
    {
        try
        {
            var content = new byte[count];
            lock (gate)
            {
                using var stream = entries[path].Open();
                stream.ReadExactly(content);
            }
            return content;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException)
        {
            throw new UnreadableImageException(
                NameOf(path), $"The zip file is damaged there, one part of several, or packed by another method than deflate. ({error.Message}) "
                + "Pack it anew, or unpack it and give the folder.", error);
        }
    }
}
