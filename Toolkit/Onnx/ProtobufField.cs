using System.Text;

namespace Toolkit.Onnx;

/// <summary>How the value of a field lies in a protobuf message.</summary>
internal enum WireType
{
    /// <summary>An integer of 1 to 10 bytes, 7 bits in each.</summary>
    Varint = 0,

    /// <summary>8 bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length and that many bytes: a text, another message, or many numbers.</summary>
    Bytes = 2,

    /// <summary>4 bytes.</summary>
    Fixed32 = 5,
}

/// <summary>One field of a protobuf message.</summary>
/// <param name="Number">Which field it is.</param>
/// <param name="Type">How its value lies in the message.</param>
/// <param name="Content">The value's bytes, without the length before them.</param>
internal sealed record ProtobufField(int Number, WireType Type, ReadOnlyMemory<byte> Content)
{
    /// <summary>The value of an integer field.</summary>
    public long Integer => Type == WireType.Varint ? Protobuf.Varint(Content.Span, out _) : throw WrongType("an integer");

    /// <summary>The bytes of a message, or of binary data.</summary>
    public ReadOnlyMemory<byte> Bytes => Type == WireType.Bytes ? Content : throw WrongType("a sequence of bytes");

    /// <summary>The text of a text field.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>The bytes of numbers of a fixed size, one or many.</summary>
    public ReadOnlyMemory<byte> Numbers(int size) => Type switch
    {
        WireType.Fixed32 when size == 4 => Content,
        WireType.Fixed64 when size == 8 => Content,
        WireType.Bytes when Content.Length % size == 0 => Content,
        _ => throw WrongType($"numbers of {size} bytes"),
    };

    /// <summary>How many integers the field holds, one or many.</summary>
    public int IntegerCount => Type switch
    {
        WireType.Varint => 1,
        WireType.Bytes => CountLastBytes(Content.Span),
        _ => throw WrongType("integers"),
    };

    /// <summary>The integers of the field, one or many.</summary>
    public IEnumerable<long> Integers()
    {
        var rest = Content;
        for (var left = IntegerCount; left > 0; left--)
        {
            yield return Protobuf.Varint(rest.Span, out var length);
            rest = rest[length..];
        }
        if (!rest.IsEmpty) throw new InvalidDataException($"Field {Number} ends within an integer.");
    }

    private static int CountLastBytes(ReadOnlySpan<byte> varints)
    {
        var count = 0;
        foreach (var item in varints)
            if (item < 0x80)
                count++;
        return count;
    }

    private InvalidDataException WrongType(string expected) => new($"Field {Number} must be {expected}, but is of kind {Type}.");
}
