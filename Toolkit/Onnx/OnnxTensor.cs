using System.Buffers.Binary;
using System.Globalization;
using Toolkit.StateDicts;

namespace Toolkit.Onnx;

/// <summary>Reads and writes ONNX's TensorProto, whose elements lie in one of six fields.</summary>
internal static class OnnxTensor
{
    private const int MostDimensions = 64;

    /// <summary>Numbers of the fields of StringStringEntryProto, which says where elements lie.</summary>
    private const int EntryKey = 1, EntryValue = 2;

    /// <summary>Numbers of TensorProto's fields.</summary>
    private enum Field
    {
        Dims = 1, DataType = 2, Segment = 3, FloatData = 4, Int32Data = 5, Int64Data = 7, Name = 8, RawData = 9, DoubleData = 10,
        ExternalData = 13, DataLocation = 14,
    }

    /// <summary>ONNX's numbers of the types of elements.</summary>
    private static readonly (long Number, ElementType Element)[] Types =
    [
        (1, ElementType.Float32), (2, ElementType.UInt8), (3, ElementType.Int8), (5, ElementType.Int16), (6, ElementType.Int32),
        (7, ElementType.Int64), (9, ElementType.Bool), (10, ElementType.Float16), (11, ElementType.Float64), (16, ElementType.BFloat16),
    ];

    /// <summary>A tensor as a message, with its elements as <c>raw_data</c>, which are not copied.</summary>
    public static ProtobufMessage ToMessage(string name, TensorData tensor) => new ProtobufMessage()
        .Integers((int)Field.Dims, tensor.Shape)
        .Integer((int)Field.DataType, Types.First(type => type.Element == tensor.Type).Number)
        .Text((int)Field.Name, name)
        .Bytes((int)Field.RawData, tensor.Bytes);

    /// <summary>A tensor as a message whose elements lie in another file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">Its type and shape.</param>
    /// <param name="file">Name of the file, in the folder of the ONNX file.</param>
    /// <param name="offset">Where in the file its bytes begin.</param>
    public static ProtobufMessage ToReference(string name, TensorData tensor, string file, long offset) =>
        ToReference(name, tensor.Type, tensor.Shape, file, offset, tensor.Bytes.Length);

    /// <inheritdoc cref="ToReference(string, TensorData, string, long)"/>
    public static ProtobufMessage ToReference(string name, ElementType element, IReadOnlyList<long> shape, string file, long offset, long length) =>
        AddPlace(
            new ProtobufMessage()
                .Integers((int)Field.Dims, shape)
                .Integer((int)Field.DataType, Types.First(type => type.Element == element).Number)
                .Text((int)Field.Name, name),
            file, offset, length);

    /// <summary>A tensor as it is in a message, but with its elements in another place.</summary>
    public static ProtobufMessage Moved(ReadOnlyMemory<byte> message, string file, long offset, long length)
    {
        var moved = new ProtobufMessage();
        foreach (var field in Protobuf.Fields(message))
            if ((Field)field.Number is not (Field.ExternalData or Field.DataLocation)) moved.Copy(field);
        return AddPlace(moved, file, offset, length);
    }

    /// <summary>Whether a tensor has elements of float32 that lie in another file.</summary>
    public static bool IsSinglesElsewhere(ReadOnlyMemory<byte> message)
    {
        var fields = Protobuf.Fields(message).ToList();
        return fields.Any(field => field.Number == (int)Field.ExternalData)
            && fields.Where(field => field.Number == (int)Field.DataType).Select(field => field.Integer).LastOrDefault()
                == Types.First(type => type.Element == ElementType.Float32).Number;
    }

    /// <summary>A tensor's name.</summary>
    public static string NameOf(ReadOnlyMemory<byte> message) =>
        Protobuf.Fields(message).Where(field => field.Number == (int)Field.Name).Select(field => field.Text).LastOrDefault("");

    /// <summary>Reads a tensor. Its elements are not copied where they lie as <c>raw_data</c>.</summary>
    /// <param name="message">The tensor.</param>
    /// <param name="readElsewhere">Gives so many bytes of another file; null where there can be none.</param>
    /// <exception cref="InvalidDataException">It is malformed, lies in another file that cannot be read, or has elements of an unknown type.</exception>
    public static (string Name, TensorData Tensor) Read(ReadOnlyMemory<byte> message, Func<ExternalPlace, int, ReadOnlyMemory<byte>>? readElsewhere = null)
    {
        var (name, type, isElsewhere, isInSegments) = ("", 0L, false, false);
        var shape = new List<long>();
        foreach (var field in Protobuf.Fields(message))
        {
            switch ((Field)field.Number)
            {
                case Field.Dims: AddSizes(shape, field); break;
                case Field.DataType: type = field.Integer; break;
                case Field.Name: name = field.Text; break;
                case Field.DataLocation: isElsewhere = field.Integer != 0; break;
                case Field.Segment: isInSegments = true; break;
            }
        }
        if (isInSegments) throw new InvalidDataException($"Initializer '{name}' is stored in segments, which are not supported.");
        var elements = new Elements(name, ElementTypeOf(type, name), shape);
        if (!isElsewhere) return (name, elements.Read(message));
        if (readElsewhere is null)
            throw new InvalidDataException(
                $"Initializer '{name}' lies in another file. Save the model in one: onnx.save_model(model, path, save_as_external_data=False).");
        return (name, elements.Read(readElsewhere, PlaceOf(message, name)));
    }

    private static ExternalPlace PlaceOf(ReadOnlyMemory<byte> message, string name)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in Protobuf.Fields(message).Where(field => field.Number == (int)Field.ExternalData))
        {
            var texts = Protobuf.Fields(field.Bytes).ToLookup(text => text.Number);
            entries[texts[EntryKey].Select(text => text.Text).LastOrDefault("")] = texts[EntryValue].Select(text => text.Text).LastOrDefault("");
        }
        if (!entries.TryGetValue("location", out var file)) throw new InvalidDataException($"Initializer '{name}' lies in another file that is not named.");
        return new ExternalPlace(name, file, Number("offset") ?? 0, Number("length"));

        long? Number(string key) => !entries.TryGetValue(key, out var text) ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new InvalidDataException($"Initializer '{name}' has the {key} '{text}' in another file, which is no number.");
    }

    private static ProtobufMessage AddPlace(ProtobufMessage tensor, string file, long offset, long length) => tensor
        .Message((int)Field.ExternalData, Entry("location", file))
        .Message((int)Field.ExternalData, Entry("offset", offset.ToString(CultureInfo.InvariantCulture)))
        .Message((int)Field.ExternalData, Entry("length", length.ToString(CultureInfo.InvariantCulture)))
        .Integer((int)Field.DataLocation, 1);

    private static ProtobufMessage Entry(string key, string value) => new ProtobufMessage().Text(EntryKey, key).Text(EntryValue, value);

    private static void AddSizes(List<long> shape, ProtobufField field)
    {
        if (shape.Count + field.IntegerCount > MostDimensions)
            throw new InvalidDataException($"An initializer has more than {MostDimensions} dimensions.");
        shape.AddRange(field.Integers());
    }

    private static ElementType ElementTypeOf(long type, string name)
    {
        foreach (var (number, element) in Types)
            if (number == type)
                return element;
        throw new InvalidDataException(
            $"Initializer '{name}' has elements of type {type}. Supported are floating-point numbers of 16, 32 and 64 bits, bfloat16, "
            + "signed integers, uint8 and bool.");
    }

    /// <summary>The elements of one tensor, whose type and shape are known.</summary>
    private sealed class Elements(string name, ElementType type, IReadOnlyList<long> shape)
    {
        private readonly int size = type.Size();
        private readonly int needed = TensorData.ByteCount(type, shape)
            ?? throw new InvalidDataException(
                $"Initializer '{name}' has the shape {TensorData.Describe(shape)}, which no tensor can have.");

        public TensorData Read(Func<ExternalPlace, int, ReadOnlyMemory<byte>> readElsewhere, ExternalPlace place) =>
            new(type, shape, readElsewhere(place, needed));

        public TensorData Read(ReadOnlyMemory<byte> message)
        {
            var fields = Protobuf.Fields(message).Where(IsData);
            var length = fields.Sum(LengthOf);
            if (length != needed)
                throw new InvalidDataException(
                    $"Initializer '{name}' is {type} {TensorData.Describe(shape)} and needs {needed} bytes, but has {length}.");
            return new TensorData(type, shape, fields.Take(2).ToList() is [var only] && IsBlock(only) ? only.Content : Gather(fields));
        }

        private bool IsData(ProtobufField field) => (Field)field.Number switch
        {
            Field.RawData => true,
            Field.FloatData => type == ElementType.Float32,
            Field.DoubleData => type == ElementType.Float64,
            Field.Int64Data => type == ElementType.Int64,
            Field.Int32Data => size <= 4 && type != ElementType.Float32,
            _ => false,
        };

        private long LengthOf(ProtobufField field) => (Field)field.Number switch
        {
            Field.RawData => field.Bytes.Length,
            Field.FloatData or Field.DoubleData => field.Numbers(size).Length,
            _ => (long)field.IntegerCount * size,
        };

        private static bool IsBlock(ProtobufField field) => field.Type == WireType.Bytes && !HoldsIntegers(field);

        private byte[] Gather(IEnumerable<ProtobufField> fields)
        {
            var bytes = new byte[needed];
            var written = 0;
            foreach (var field in fields)
            {
                if (HoldsIntegers(field)) WriteIntegers(field, bytes.AsSpan(written));
                else field.Content.Span.CopyTo(bytes.AsSpan(written));
                written += (int)LengthOf(field);
            }
            return bytes;
        }

        // Narrow types, 16-bit floating-point numbers too, lie as the low bits of integers.
        private void WriteIntegers(ProtobufField field, Span<byte> bytes)
        {
            Span<byte> wide = stackalloc byte[sizeof(long)];
            foreach (var integer in field.Integers())
            {
                BinaryPrimitives.WriteInt64LittleEndian(wide, integer);
                wide[..size].CopyTo(bytes);
                bytes = bytes[size..];
            }
        }

        private static bool HoldsIntegers(ProtobufField field) => (Field)field.Number is Field.Int32Data or Field.Int64Data;
    }
}
