using System.IO.Compression;
using System.IO.Hashing;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Toolkit.Estimators.Persistence;

/// <summary>Reads and writes whole entries of a zip file, with a bound on what a hostile file can make us allocate.</summary>
internal static class ArchiveEntries
{
    private const long MostJsonBytes = 16 << 20, AlwaysAllowed = 16 << 20, MostRatio = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes an entry whose content is produced in a buffer first, because some writers want to seek.</summary>
    public static void WriteEntry(this ZipArchive archive, string path, Action<Stream> write)
    {
        using var buffer = new MemoryStream();
        write(buffer);
        // Weights hardly shrink, and a stored entry is written and read many times faster.
        using var stream = archive.CreateEntry(path, CompressionLevel.NoCompression).Open();
        buffer.WriteTo(stream);
    }

    public static void WriteJson<T>(this ZipArchive archive, string path, T value)
    {
        using var stream = archive.CreateEntry(path).Open();
        JsonSerializer.Serialize(stream, value, Json);
    }

    public static byte[] ReadEntry(this ZipArchive archive, string path) => Read(archive, path, Array.MaxLength);

    public static T ReadJson<T>(this ZipArchive archive, string path) =>
        JsonSerializer.Deserialize<T>(Read(archive, path, MostJsonBytes), Json) ?? throw new InvalidDataException($"The entry '{path}' is empty.");

    /// <summary>Refuses an entry that says it is larger than it can be.</summary>
    /// <exception cref="InvalidDataException">It does.</exception>
    public static void CheckSize(ZipArchiveEntry entry, string path, long most = long.MaxValue)
    {
        // What is written here is stored as it is. Whoever packs an archive anew makes it a little smaller, but not a thousand times.
        if (entry.Length > most || (entry.Length > AlwaysAllowed && entry.Length / MostRatio > entry.CompressedLength))
            throw new InvalidDataException($"The entry '{path}' says that it has {entry.Length} bytes.");
    }

    private static byte[] Read(ZipArchive archive, string path, long most)
    {
        var entry = archive.GetEntry(path) ?? throw new InvalidDataException($"The entry '{path}' is missing.");
        CheckSize(entry, path, most);

        using var stream = entry.Open();
        var content = new byte[entry.Length];
        stream.ReadExactly(content);
        // ZipArchive does not check this; without it a network with a few wrong bits would load and be silently worse.
        if (Crc32.HashToUInt32(content) != entry.Crc32) throw new InvalidDataException($"The entry '{path}' is damaged: its checksum is wrong.");
        return content;
    }
}
