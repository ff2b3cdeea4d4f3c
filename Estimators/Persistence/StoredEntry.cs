using System.IO.Compression;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Toolkit.Estimators.Persistence;

/// <summary>
/// An entry of a zip file that is stored as it is, and so can be read in the file itself, after the archive was closed, too. The file stays
/// open: what takes its place later is another file.
/// </summary>
internal sealed class StoredEntry : IDisposable
{
    private const int BlockBytes = 1 << 20;

    private readonly SafeFileHandle handle;
    private readonly string path;
    private readonly long start, length;
    private readonly uint checksum;

    private StoredEntry(string path, SafeFileHandle handle, long start, ZipArchiveEntry entry) =>
        (this.path, this.handle, this.start, length, checksum) = (path, handle, start, entry.Length, entry.Crc32);

    /// <summary>Finds the content of an entry.</summary>
    /// <param name="archive">The archive, over <paramref name="file"/>.</param>
    /// <param name="name">Name of the entry.</param>
    /// <param name="file">The zip file.</param>
    /// <returns>Null where the entry is compressed.</returns>
    /// <exception cref="InvalidDataException">The entry is missing.</exception>
    public static StoredEntry? Open(ZipArchive archive, string name, FileStream file)
    {
        var entry = archive.GetEntry(name) ?? throw new InvalidDataException($"The entry '{name}' is missing.");
        if (entry.CompressedLength != entry.Length || entry.Length == 0) return null;
        var start = StartOf(entry, file);
        var handle = File.OpenHandle(file.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new StoredEntry(file.Name, handle, start, entry);
    }

    /// <summary>Its content.</summary>
    /// <exception cref="InvalidDataException">It is not what the archive says: damaged, or overwritten since the archive was opened.</exception>
    public byte[] Read()
    {
        using var content = new MemoryStream(new byte[length], 0, (int)length, writable: true, publiclyVisible: true);
        CopyTo(content);
        return content.GetBuffer();
    }

    /// <summary>Writes its content to a file.</summary>
    /// <exception cref="InvalidDataException">It is not what the archive says.</exception>
    public void CopyTo(string file)
    {
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        CopyTo(stream);
    }

    public void Dispose() => handle.Dispose();

    private void CopyTo(Stream target)
    {
        var (crc, block) = (new Crc32(), new byte[Math.Min(BlockBytes, length)]);
        for (long done = 0; done < length;)
        {
            var read = RandomAccess.Read(handle, block.AsSpan(0, (int)Math.Min(block.Length, length - done)), start + done);
            if (read == 0) break;
            crc.Append(block.AsSpan(0, read));
            target.Write(block, 0, read);
            done += read;
        }
        if (crc.GetCurrentHashAsUInt32() != checksum)
            throw new InvalidDataException($"The weights in '{path}' are damaged, or have been written over: their checksum is wrong.");
    }

    // The stream of a stored entry reads from the file as it is: where that stands after the first byte, the content has begun. The checksum
    // would tell if it were otherwise.
    private static long StartOf(ZipArchiveEntry entry, FileStream file)
    {
        using var stream = entry.Open();
        stream.ReadByte();
        return file.Position - 1;
    }
}
