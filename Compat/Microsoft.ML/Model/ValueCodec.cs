using System.Runtime.CompilerServices;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Values of columns in saved models: text as strings, everything else as its little-endian bytes.</summary>
internal static class ValueCodec
{
    public static void Write<T>(BinaryWriter writer, T value)
    {
        if (value is ReadOnlyMemory<char> text)
        {
            writer.Write(text.ToString());
            return;
        }
        CheckPlain<T>();
        var bytes = new byte[Unsafe.SizeOf<T>()];
        Unsafe.WriteUnaligned(ref bytes[0], value);
        writer.Write(bytes);
    }

    public static T Read<T>(BinaryReader reader)
    {
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
            return (T)(object)reader.ReadString().AsMemory();
        CheckPlain<T>();
        Span<byte> bytes = stackalloc byte[Unsafe.SizeOf<T>()];
        reader.BaseStream.ReadExactly(bytes);
        return Unsafe.ReadUnaligned<T>(ref bytes[0]);
    }

    private static void CheckPlain<T>()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            throw new NotSupportedException($"Values of type {typeof(T)} cannot be saved in a model.");
    }
}

/// <summary>Column types in saved models.</summary>
internal static class TypeCodec
{
    private const byte Primitive = 0, Key = 1, Vector = 2;

    /// <summary>Whether the type can be saved: all but those that users register, such as images.</summary>
    public static bool CanWrite(DataViewType type) =>
        type.ItemTypeOf() is KeyDataViewType || DataViewTypes.FindPrimitive(type.ItemTypeOf().RawType) is not null;

    public static void Write(BinaryWriter writer, DataViewType type)
    {
        switch (type)
        {
            case VectorDataViewType vector:
                writer.Write(Vector);
                writer.Write(vector.Dimensions.Length);
                foreach (var dimension in vector.Dimensions)
                    writer.Write(dimension);
                Write(writer, vector.ItemType);
                break;
            case KeyDataViewType key:
                writer.Write(Key);
                writer.Write(key.RawType.Name);
                writer.Write(key.Count);
                break;
            default:
                writer.Write(Primitive);
                writer.Write(type.ToString()!);
                break;
        }
    }

    public static DataViewType Read(BinaryReader reader) => reader.ReadByte() switch
    {
        Primitive => ReadPrimitive(reader.ReadString()),
        Key => new KeyDataViewType(ReadPrimitive(reader.ReadString()).RawType, reader.ReadUInt64()),
        Vector => ReadVector(reader),
        var tag => throw ModelArchive.Damaged($"a column type has the unknown tag {tag}"),
    };

    private static VectorDataViewType ReadVector(BinaryReader reader)
    {
        var rank = reader.ReadInt32();
        if (rank is < 1 or > 16)
            throw ModelArchive.Damaged($"a vector has {rank} dimensions");
        var dimensions = new int[rank];
        for (int i = 0; i < rank; i++)
            dimensions[i] = reader.ReadInt32();
        var item = Read(reader) as PrimitiveDataViewType ?? throw ModelArchive.Damaged("a vector has items of no primitive type");
        return new VectorDataViewType(item, dimensions);
    }

    private static PrimitiveDataViewType ReadPrimitive(string name) =>
        DataViewTypes.AllPrimitives.FirstOrDefault(type => type.ToString() == name)
            ?? throw ModelArchive.Damaged($"there is no column type '{name}'");
}
