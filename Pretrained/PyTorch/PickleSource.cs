using System.Buffers.Binary;
using System.Text;

namespace Toolkit.Pretrained.PyTorch;

/// <summary>
/// Reads numbers and text from a stream that can seek. A length is believed only after a look at how many bytes are left,
/// so that a lying file cannot make the reader take memory.
/// </summary>
/// <param name="stream">The stream; it stays the caller's.</param>
internal sealed class PickleSource(Stream stream)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Where the next byte is read, from the start of the stream.</summary>
    public long Position
    {
        get => stream.Position;
        set => stream.Position = value;
    }

    /// <summary>Bytes in the whole stream.</summary>
    public long Length => stream.Length;

    public byte ReadByte()
    {
        var value = stream.ReadByte();
        return value >= 0 ? (byte)value : throw Truncated(1);
    }

    /// <summary>Reads exactly <paramref name="count"/> bytes.</summary>
    /// <exception cref="InvalidDataException">Fewer are left.</exception>
    public byte[] ReadBytes(long count)
    {
        if (count < 0 || count > Length - Position) throw Truncated(count);
        if (count > Array.MaxLength)
            throw new InvalidDataException($"A block of {count} bytes is longer than the 2 GB that can be read at once.");
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Fill(stackalloc byte[2]));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Fill(stackalloc byte[4]));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Fill(stackalloc byte[8]));

    public double ReadBigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(Fill(stackalloc byte[8]));

    /// <summary>Reads <paramref name="count"/> bytes of UTF-8. A surrogate that Python let pass becomes U+FFFD.</summary>
    public string ReadText(long count) => Encoding.UTF8.GetString(ReadBytes(count));

    /// <summary>Reads up to the next line feed, which is not part of the result.</summary>
    public string ReadLine()
    {
        const int longest = 1024;
        var bytes = new List<byte>();
        for (var next = ReadByte(); next != '\n'; next = ReadByte())
        {
            if (bytes.Count == longest) throw new InvalidDataException($"A name is longer than {longest} bytes.");
            bytes.Add(next);
        }
        try
        {
            return StrictUtf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("A name is not text.");
        }
    }

    private Span<byte> Fill(Span<byte> bytes)
    {
        if (bytes.Length > Length - Position) throw Truncated(bytes.Length);
        stream.ReadExactly(bytes);
        return bytes;
    }

    private InvalidDataException Truncated(long needed) =>
        new($"The file is cut off: {needed} more bytes are needed at byte {Position}, but {Length - Position} are left.");
}
