namespace Toolkit.Onnx;

/// <summary>
/// The wire format of protobuf, as far as ONNX files need it: the fields of a message, in the order in which they lie. Nothing is copied.
/// </summary>
internal static class Protobuf
{
    private const int LongestVarint = 10;

    /// <summary>The fields of a message.</summary>
    /// <exception cref="InvalidDataException">The message is cut off or malformed.</exception>
    public static IEnumerable<ProtobufField> Fields(ReadOnlyMemory<byte> message)
    {
        for (var rest = message; !rest.IsEmpty;)
        {
            var tag = Varint(rest.Span, out var tagLength);
            rest = rest[tagLength..];
            var (number, type) = (tag >> 3, (WireType)(tag & 7));
            if (number is < 1 or > int.MaxValue) throw new InvalidDataException($"There is a field with the number {number}.");
            var (start, length) = Extent(type, rest.Span, number);
            yield return new ProtobufField((int)number, type, rest.Slice(start, length));
            rest = rest[(start + length)..];
        }
    }

    /// <summary>The integer at the beginning, and how many bytes it has.</summary>
    /// <exception cref="InvalidDataException">It is cut off, or longer than any.</exception>
    public static long Varint(ReadOnlySpan<byte> bytes, out int length)
    {
        var value = 0L;
        for (length = 0; length < bytes.Length && length < LongestVarint;)
        {
            var next = bytes[length];
            value |= (long)(next & 0x7f) << (7 * length++);
            if (next < 0x80) return value;
        }
        throw new InvalidDataException(
            length == LongestVarint ? "There is an integer of more than 10 bytes." : "It is cut off within an integer.");
    }

    private static (int Start, int Length) Extent(WireType type, ReadOnlySpan<byte> rest, long number)
    {
        var (start, length) = (0, 0L);
        switch (type)
        {
            case WireType.Varint: Varint(rest, out var digits); length = digits; break;
            case WireType.Fixed64: length = 8; break;
            case WireType.Fixed32: length = 4; break;
            case WireType.Bytes: length = Varint(rest, out start); break;
            default: throw new InvalidDataException($"Field {number} is of kind {(int)type}, which ONNX files do not have.");
        }
        if (length < 0 || length > rest.Length - start)
            throw new InvalidDataException($"It is cut off: field {number} has {length} bytes, but {rest.Length - start} are left.");
        return (start, (int)length);
    }
}
