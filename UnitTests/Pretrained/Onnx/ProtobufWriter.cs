using System.Text;

namespace Toolkit.UnitTests.Pretrained.Onnx;

/// <summary>Writes protobuf messages field by field, right ones and wrong ones.</summary>
internal sealed class ProtobufWriter
{
    private readonly MemoryStream bytes = new();

    public byte[] ToArray() => bytes.ToArray();

    public ProtobufWriter Integer(int field, long value) => Tag(field, 0).Varint(value);

    public ProtobufWriter Fixed32(int field, float value) => Tag(field, 5).Raw(BitConverter.GetBytes(value));

    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value) => Tag(field, 2).Varint(value.Length).Raw(value);

    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufWriter Message(int field, ProtobufWriter value) => Bytes(field, value.ToArray());

    public ProtobufWriter Packed(int field, params ReadOnlySpan<long> values)
    {
        var packed = new ProtobufWriter();
        foreach (var value in values) packed.Varint(value);
        return Bytes(field, packed.ToArray());
    }

    public ProtobufWriter Tag(int field, int wireType) => Varint((field << 3) | wireType);

    public ProtobufWriter Varint(long value)
    {
        var rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7) bytes.WriteByte((byte)(rest | 0x80));
        bytes.WriteByte((byte)rest);
        return this;
    }

    public ProtobufWriter Raw(ReadOnlySpan<byte> value)
    {
        bytes.Write(value);
        return this;
    }
}
