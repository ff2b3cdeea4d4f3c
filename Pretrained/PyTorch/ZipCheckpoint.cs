using System.IO.Compression;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained.PyTorch;

/// <summary>
/// The format of <c>torch.save</c> since PyTorch 1.6: a zip archive with one folder that holds the pickle <c>data.pkl</c> and every
/// storage as a file <c>data/KEY</c>, uncompressed.
/// </summary>
internal sealed class ZipCheckpoint : IStorageSource
{
    private const long LongestPickle = 64 << 20;

    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);
    private readonly string folder;

    private ZipCheckpoint(ZipArchive archive)
    {
        foreach (var entry in archive.Entries)
            if (!entries.TryAdd(entry.FullName, entry))
                throw new InvalidDataException($"The archive has two files '{entry.FullName}'.");
        folder = FindFolder();
    }

    /// <summary>Reads the state dict.</summary>
    /// <param name="stream">The whole file.</param>
    /// <param name="key">As for <see cref="StateDictFinder.Find"/>.</param>
    /// <exception cref="InvalidDataException">It is not such an archive, or is damaged or hostile.</exception>
    public static StateDict Read(Stream stream, string? key)
    {
        using var archive = Open(stream);
        var checkpoint = new ZipCheckpoint(archive);
        checkpoint.CheckByteOrder();
        var root = new Unpickler(new PickleSource(new MemoryStream(checkpoint.ReadEntry("data.pkl", LongestPickle)))).Load();
        return StateDictFinder.Find(root, new TensorAssembler(checkpoint, stream.Length), key);
    }

    /// <inheritdoc/>
    public byte[] Read(PickleStorage storage)
    {
        var bytes = ReadEntry($"data/{storage.Key}", Array.MaxLength);
        if (bytes.Length != storage.ByteLength)
            throw new InvalidDataException($"Storage '{storage.Key}' has {bytes.Length} bytes, but the pickle says {storage.ByteLength}.");
        return bytes;
    }

    private static ZipArchive Open(Stream stream)
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(
                $"The file is cut off or damaged: it begins as a zip archive, which torch.save writes, but the list of its entries, which ends it, cannot be "
                + $"read ({e.Message}) "
                + "Download or copy it again.", e);
        }
    }

    private string FindFolder()
    {
        const string pickle = "data.pkl";
        var found = entries.Keys.Where(x => x == pickle || (x.EndsWith('/' + pickle, StringComparison.Ordinal) && x.Count(c => c == '/') == 1))
            .ToList();
        if (found.Count != 1)
            throw new InvalidDataException(
                "It is a zip archive, but no PyTorch checkpoint: it has no 'data.pkl'. A folder of images, for one, is not weights.");
        var prefix = found[0][..^pickle.Length];
        if (entries.ContainsKey($"{prefix}constants.pkl"))
            throw new InvalidDataException(
                "It is a TorchScript archive, which holds code. Save the weights alone in Python: "
                + "torch.save(torch.jit.load(path).state_dict(), new_path).");
        return prefix;
    }

    private void CheckByteOrder()
    {
        if (!entries.ContainsKey($"{folder}byteorder")) return;
        var order = System.Text.Encoding.ASCII.GetString(ReadEntry("byteorder", 16)).Trim();
        if (order != "little")
            throw new InvalidDataException(
                $"Its byte order is '{order}'; only 'little' can be read. Save it again on a little-endian machine.");
    }

    private byte[] ReadEntry(string name, long most)
    {
        if (!entries.TryGetValue(folder + name, out var entry))
            throw new InvalidDataException($"The archive has no file '{folder}{name}'.");
        // Uncompressed, an entry cannot be longer than the file itself, whatever its header says.
        if (entry.Length != entry.CompressedLength)
            throw new InvalidDataException(
                $"'{entry.FullName}' is compressed, which torch.save never does. Save it again with torch.save.");
        if (entry.Length > most)
            throw new InvalidDataException($"'{entry.FullName}' has {entry.Length} bytes; at most {most} are allowed.");
        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
