using Microsoft.ML.Data;
using Microsoft.ML.Utilities;

namespace Microsoft.ML;

/// <summary>Annotations in saved models: those whose types can be saved.</summary>
internal static class AnnotationCodec
{
    public static void Write(BinaryWriter writer, DataViewSchema.Annotations annotations)
    {
        var items = annotations.Schema.Where(item => TypeCodec.CanWrite(item.Type)).ToList();
        writer.Write(items.Count);
        foreach (var item in items)
        {
            writer.Write(item.Name);
            TypeCodec.Write(writer, item.Type);
            Func<BinaryWriter, DataViewSchema.Annotations, DataViewSchema.Column, bool> write =
                item.Type is VectorDataViewType ? WriteVector<int> : WriteScalar<int>;
            Generic.Call(write, item.Type.ItemTypeOf().RawType, writer, annotations, item);
        }
    }

    public static DataViewSchema.Annotations Read(BinaryReader reader)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            var name = reader.ReadString();
            var type = TypeCodec.Read(reader);
            Func<BinaryReader, DataViewSchema.Annotations.Builder, (string, DataViewType), bool> read =
                type is VectorDataViewType ? ReadVector<int> : ReadScalar<int>;
            Generic.Call(read, type.ItemTypeOf().RawType, reader, builder, (name, type));
        }
        return builder.ToAnnotations();
    }

    private static bool WriteScalar<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column item)
    {
        T value = default!;
        annotations.GetGetter<T>(item)(ref value);
        ValueCodec.Write(writer, value);
        return true;
    }

    private static bool WriteVector<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column item)
    {
        VBuffer<T> values = default;
        annotations.GetGetter<VBuffer<T>>(item)(ref values);
        writer.Write(values.Length);
        foreach (var value in values.DenseValues())
            ValueCodec.Write(writer, value);
        return true;
    }

    private static bool ReadScalar<T>(BinaryReader reader, DataViewSchema.Annotations.Builder builder,
        (string Name, DataViewType Type) item)
    {
        var value = ValueCodec.Read<T>(reader);
        builder.Add(item.Name, item.Type, (ref T destination) => destination = value);
        return true;
    }

    private static bool ReadVector<T>(BinaryReader reader, DataViewSchema.Annotations.Builder builder,
        (string Name, DataViewType Type) item)
    {
        var values = new List<T>();
        for (int left = reader.ReadInt32(); left > 0; left--)
            values.Add(ValueCodec.Read<T>(reader));
        var array = values.ToArray();
        builder.Add(item.Name, item.Type, (ref VBuffer<T> destination) => VBuffer<T>.Copy(array, 0, ref destination, array.Length));
        return true;
    }
}
