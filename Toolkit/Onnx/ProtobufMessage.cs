using System.Buffers.Binary;
using System.Text;

namespace Toolkit.Onnx;

/// <summary>
/// A protobuf message that is being put together, field by field. Large values are not copied but written from where they lie.
/// </summary>
internal sealed class ProtobufMessage
{
    private readonly List<ReadOnlyMemory<byte>> parts = [];

    /// <summary>Bytes of the whole message.</summary>
    public long Length { get; private set; }

    public ProtobufMessage Integer(int field, long value) => Tag(field, WireType.Varint).Append(Varint(value));

    public ProtobufMessage Number(int field, float value)
    {
        var bytes = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return Tag(field, WireType.Fixed32).Append(bytes);
    }

    public ProtobufMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufMessage Bytes(int field, ReadOnlyMemory<byte> value) => Head(field, value.Length).Append(value);

    /// <summary>Integers one behind the other in one field.</summary>
    public ProtobufMessage Integers(int field, IEnumerable<long> values) => Bytes(field, values.SelectMany(Varint).ToArray());

    public ProtobufMessage Message(int field, ProtobufMessage value)
    {
        Head(field, value.Length);
        foreach (var part in value.parts) Append(part);
        return this;
    }

    public byte[] ToArray()
    {
        using var bytes = new MemoryStream(checked((int)Length));
        WriteTo(bytes);
        return bytes.ToArray();
    }

    public void WriteTo(Stream stream)
    {
        foreach (var part in parts) stream.Write(part.Span);
    }

    private ProtobufMessage Head(int field, long length) => Tag(field, WireType.Bytes).Append(Varint(length));

    private ProtobufMessage Tag(int field, WireType type) => Append(Varint((field << 3) | (int)type));

    private ProtobufMessage Append(ReadOnlyMemory<byte> part)
    {
        parts.Add(part);
        Length += part.Length;
        return this;
    }

    private static byte[] Varint(long value)
    {
        List<byte> bytes = [];
        var rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7) bytes.Add((byte)(rest | 0x80));
        bytes.Add((byte)rest);
        return [.. bytes];
    }
}
