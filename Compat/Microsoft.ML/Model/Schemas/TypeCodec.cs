using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>
/// Column types in ML.NET's binary format: the name of a type's codec, and parameters with their size in bytes. Those of a key are the
/// codec of its number type and the count, those of a vector the codec of its items and the dimensions.
/// </summary>
internal static class TypeCodec
{
    private const string Text = "TextSpan", Key = "Key2", Vector = "VBuffer";
    private const int MostDimensions = 16;

    private static readonly Dictionary<string, PrimitiveDataViewType> Primitives =
        DataViewTypes.AllPrimitives.ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>Whether the type can be saved: all but those that users register, such as images.</summary>
    public static bool CanWrite(DataViewType type) =>
        type.ItemTypeOf() is KeyDataViewType || DataViewTypes.FindPrimitive(type.ItemTypeOf().RawType) is not null;

    public static void Write(BinaryWriter writer, DataViewType type)
    {
        writer.Write(NameOf(type));
        var parameters = Parameters(type);
        writer.Write7BitEncodedInt(parameters.Length);
        writer.Write(parameters);
    }

    public static DataViewType Read(BinaryReader reader)
    {
        var name = reader.ReadString();
        reader.Read7BitEncodedInt();
        return name switch
        {
            Key => ReadKey(reader),
            Vector => ReadVector(reader),
            _ => Primitives.GetValueOrDefault(name) ?? throw ModelArchive.Damaged($"there is no column type '{name}'"),
        };
    }

    private static string NameOf(DataViewType type) => type switch
    {
        TextDataViewType => Text,
        KeyDataViewType => Key,
        VectorDataViewType => Vector,
        _ => type.RawType.Name,
    };

    private static byte[] Parameters(DataViewType type)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        switch (type)
        {
            case KeyDataViewType key:
                Write(writer, DataViewTypes.FindPrimitive(key.RawType)!);
                writer.Write(key.Count);
                break;
            case VectorDataViewType vector:
                Write(writer, vector.ItemType);
                writer.Write(vector.Dimensions.Length);
                foreach (var dimension in vector.Dimensions)
                    writer.Write(dimension);
                break;
        }
        return stream.ToArray();
    }

    private static KeyDataViewType ReadKey(BinaryReader reader) => new(Read(reader).RawType, reader.ReadUInt64());

    private static VectorDataViewType ReadVector(BinaryReader reader)
    {
        var item = Read(reader) as PrimitiveDataViewType ?? throw ModelArchive.Damaged("a vector has items of no primitive type");
        var rank = reader.ReadInt32();
        if (rank is < 1 or > MostDimensions)
            throw ModelArchive.Damaged($"a vector has {rank} dimensions");
        var dimensions = new int[rank];
        for (int i = 0; i < rank; i++)
            dimensions[i] = reader.ReadInt32();
        return new VectorDataViewType(item, dimensions);
    }
}
