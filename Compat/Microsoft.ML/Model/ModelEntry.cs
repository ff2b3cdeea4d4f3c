using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML;

/// <summary>
/// A part of a saved model, in ML.NET's format: a header of 256 bytes with the positions of everything else, the values, the strings
/// that values refer to by number (where each one ends, then their letters in UTF-16), the assembly of the loader, and a closing mark.
/// </summary>
/// <param name="Loader">The name of the loader.</param>
/// <param name="Signature">Names the format of the values.</param>
/// <param name="Version">The version in which the values are written.</param>
/// <param name="ReadableFrom">The oldest version that can read them.</param>
/// <param name="Values">Those of the part, in the order in which its loader reads them.</param>
/// <param name="Strings">The strings that values refer to.</param>
internal sealed record ModelEntry(string Loader, string Signature, uint Version, uint ReadableFrom, byte[] Values, string[] Strings)
{
    private const ulong Mark = 0x4C45444F4D004C4D, EndMark = 0x4D4C004D4F44454C;
    private const uint Format = 0x00010002, FormatWithoutAssembly = 0x00010001;
    private const int HeaderSize = 256, SignatureSize = 8, LoaderSize = 24;
    private const char Space = ' '; // 0 in a signature

    public static byte[] Write(ModelVersion version, byte[] values, IReadOnlyCollection<string> strings)
    {
        long table = HeaderSize + values.Length;
        long letters = table + sizeof(long) * strings.Count;
        long assembly = letters + sizeof(char) * strings.Sum(text => (long)text.Length);
        long end = assembly + sizeof(char) * version.FullAssemblyName.Length;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Mark);
        writer.Write(Format);
        writer.Write(Format);
        WriteBlock(HeaderSize, table);
        WriteBlock(strings.Count == 0 ? 0 : table, letters);
        WriteBlock(strings.Count == 0 ? 0 : letters, assembly);
        writer.Write(Ascii(version.Signature.Replace(Space, '\0'), SignatureSize));
        writer.Write(version.Number);
        writer.Write(version.Number);
        writer.Write(Ascii(version.Loader, LoaderSize));
        writer.Write(new byte[LoaderSize]); // another name of the loader
        writer.Write(end);
        writer.Write(end + sizeof(ulong));
        writer.Write(assembly);
        writer.Write((uint)(end - assembly));
        writer.Write(new byte[HeaderSize - stream.Length]);

        writer.Write(values);
        long endOfString = 0;
        foreach (var text in strings)
            writer.Write(endOfString += sizeof(char) * text.Length);
        foreach (var text in strings.Append(version.FullAssemblyName))
            writer.Write(MemoryMarshal.AsBytes(text.AsSpan()));
        writer.Write(EndMark);
        return stream.ToArray();

        void WriteBlock(long start, long limit)
        {
            writer.Write(start);
            writer.Write(start == 0 ? 0 : limit - start);
        }
    }

    /// <summary>Reads what ML.NET or <see cref="Write"/> wrote.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="path">What they are called in the archive.</param>
    public static ModelEntry Read(byte[] content, string path)
    {
        using var reader = new BinaryReader(new MemoryStream(content));
        if (content.Length < HeaderSize || reader.ReadUInt64() != Mark)
            throw ModelArchive.Damaged($"'{path}' is no part of a model");
        uint written = reader.ReadUInt32(), readable = reader.ReadUInt32();
        if (readable > Format || written < FormatWithoutAssembly)
            throw ModelArchive.Damaged($"'{path}' has a header of version {written:X8}");
        var values = ReadBlock();
        var table = ReadBlock();
        var letters = ReadBlock();
        var signature = Encoding.Latin1.GetString(reader.ReadBytes(SignatureSize)).Replace('\0', Space);
        uint version = reader.ReadUInt32(), readableFrom = reader.ReadUInt32();
        var loader = Encoding.Latin1.GetString(reader.ReadBytes(LoaderSize)).TrimEnd('\0');
        return new ModelEntry(loader, signature, version, readableFrom, values.ToArray(), ReadStrings(table, letters));

        ReadOnlySpan<byte> ReadBlock()
        {
            long start = reader.ReadInt64(), size = reader.ReadInt64();
            if (start < 0 || size < 0 || start > content.Length || size > content.Length - start)
                throw ModelArchive.Damaged($"'{path}' refers to {size} bytes from {start} on, but has {content.Length}");
            return content.AsSpan((int)start, (int)size);
        }
    }

    private static string[] ReadStrings(ReadOnlySpan<byte> table, ReadOnlySpan<byte> letters)
    {
        var strings = new string[table.Length / sizeof(long)];
        long start = 0;
        for (int i = 0; i < strings.Length; i++)
        {
            long end = BitConverter.ToInt64(table[(i * sizeof(long))..]);
            if (end < start || end > letters.Length)
                throw ModelArchive.Damaged($"a string ends at {end}, but must end between {start} and {letters.Length}");
            strings[i] = MemoryMarshal.Cast<byte, char>(letters[(int)start..(int)end]).ToString();
            start = end;
        }
        return strings;
    }

    private static byte[] Ascii(string text, int size)
    {
        var bytes = new byte[size];
        Encoding.ASCII.GetBytes(text, bytes);
        return bytes;
    }
}
