using System.IO.Compression;
using System.IO.Hashing;

namespace Toolkit.Estimators.Persistence;

/// <summary>
/// A copy of an archive's entry in a temporary file, which goes with this object. Its name goes before, where the system lets files go that
/// are in use: then nothing is left behind, however the process ends.
/// </summary>
internal sealed class ExtractedEntry : IDisposable
{
    private const string Purpose = "A model's weights are read from", Advice = ", or load the model with ScoringEngine.TorchSharp";

    private readonly DirectoryInfo folder;
    private readonly FileStream content;

    private ExtractedEntry(DirectoryInfo folder, FileStream content) => (this.folder, this.content) = (folder, content);

    /// <summary>The file. It is there until <see cref="DropName"/>.</summary>
    public FileInfo File => new(content.Name);

    /// <summary>Copies an entry.</summary>
    /// <param name="archive">The archive, which is not needed afterwards.</param>
    /// <param name="name">Name of the entry.</param>
    /// <param name="fileName">Name of the file.</param>
    /// <exception cref="InvalidDataException">The entry is missing or damaged.</exception>
    /// <exception cref="IOException">The temporary folder cannot be written; the message says what to do.</exception>
    public static ExtractedEntry Of(ZipArchive archive, string name, string fileName)
    {
        var entry = archive.GetEntry(name) ?? throw new InvalidDataException($"The entry '{name}' is missing.");
        ArchiveEntries.CheckSize(entry, name);
        var folder = TemporaryFolder.Create(Purpose, Advice);
        try
        {
            var path = Path.Combine(folder.FullName, fileName);
            Fill(entry, name, path);
            // Read-only from here on: Windows lets nobody else read a file that somebody may write.
            return new ExtractedEntry(folder, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0));
        }
        catch
        {
            TemporaryFolder.Delete(folder);
            throw;
        }
    }

    /// <summary>The content.</summary>
    public byte[] Read()
    {
        var bytes = new byte[content.Length];
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(content.SafeFileHandle, bytes.AsSpan(done), done);
            if (read == 0) throw new EndOfStreamException($"The temporary file '{content.Name}' has been cut off.");
            done += read;
        }
        return bytes;
    }

    /// <summary>Deletes the file; who has it open goes on reading. Where that cannot be (Windows, while it is mapped), it goes when this object does.</summary>
    public void DropName() => TemporaryFolder.Delete(folder);

    public void Dispose()
    {
        content.Dispose();
        DropName();
    }

    private static void Fill(ZipArchiveEntry entry, string name, string path)
    {
        var (crc, block) = (new Crc32(), new byte[1 << 20]);
        using var content = Create(path);
        using var source = entry.Open();
        for (int read; (read = source.Read(block)) > 0;)
        {
            crc.Append(block.AsSpan(0, read));
            Write(content, block.AsSpan(0, read));
        }
        // ZipArchive does not check this; without it a network with a few wrong bits would load and be silently worse.
        if (content.Length != entry.Length || crc.GetCurrentHashAsUInt32() != entry.Crc32)
            throw new InvalidDataException($"The entry '{name}' is damaged: its checksum is wrong.");
    }

    private static FileStream Create(string path)
    {
        try
        {
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw TemporaryFolder.Failed(Purpose, Advice, error);
        }
    }

    private static void Write(FileStream content, ReadOnlySpan<byte> block)
    {
        try
        {
            content.Write(block);
        }
        catch (IOException error)
        {
            throw TemporaryFolder.Failed(Purpose, Advice, error);
        }
    }
}
