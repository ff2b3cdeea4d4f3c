using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Utilities;

namespace Microsoft.ML;

/// <summary>
/// A column's annotations in ML.NET's binary format: a block for each value, then a table with the name, the type, the compression and
/// the place of each one.
/// </summary>
internal static class AnnotationCodec
{
    /// <summary>How a block is compressed.</summary>
    public const byte Uncompressed = 0, Deflated = 1;

    /// <summary>Writes those annotations whose types can be saved.</summary>
    /// <returns>Where the table is; 0 where there is nothing to write.</returns>
    public static long Write(BinaryWriter writer, DataViewSchema.Annotations annotations)
    {
        var items = annotations.Schema.Where(item => TypeCodec.CanWrite(item.Type)).ToList();
        if (items.Count == 0)
            return 0;
        var starts = new List<long>();
        foreach (var item in items)
        {
            starts.Add(writer.BaseStream.Position);
            Func<BinaryWriter, DataViewSchema.Annotations, DataViewSchema.Column, bool> write =
                item.Type is VectorDataViewType ? WriteVector<int> : WriteScalar<int>;
            Generic.Call(write, item.Type.ItemTypeOf().RawType, writer, annotations, item);
        }
        long table = writer.BaseStream.Position;
        writer.Write7BitEncodedInt(items.Count);
        foreach (var (item, start, end) in items.Zip(starts, starts.Skip(1).Append(table)))
        {
            writer.Write(item.Name);
            TypeCodec.Write(writer, item.Type);
            writer.Write(Uncompressed);
            writer.Write(start);
            writer.Write7BitEncodedInt64(end - start);
        }
        return table;
    }

    /// <summary>Reads the annotations.</summary>
    /// <param name="content">The file.</param>
    /// <param name="table">Where the table is; 0 for none.</param>
    public static DataViewSchema.Annotations Read(byte[] content, long table)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (table == 0)
            return builder.ToAnnotations();
        using var reader = new BinaryReader(new MemoryStream(content), Encoding.UTF8);
        reader.BaseStream.Position = table;
        for (int left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var name = reader.ReadString();
            var type = TypeCodec.Read(reader);
            using var block = Block(content, reader.ReadByte(), reader.ReadInt64(), reader.Read7BitEncodedInt64());
            Func<BinaryReader, DataViewSchema.Annotations.Builder, (string, DataViewType), bool> read =
                type is VectorDataViewType ? ReadVector<int> : ReadScalar<int>;
            Generic.Call(read, type.ItemTypeOf().RawType, block, builder, (name, type));
        }
        return builder.ToAnnotations();
    }

    private static BinaryReader Block(byte[] content, byte compression, long start, long size)
    {
        if (start < 0 || size < 0 || start > content.Length || size > content.Length - start || compression > Deflated)
            throw ModelArchive.Damaged($"an annotation has {size} bytes from {start} on in compression {compression}");
        var stored = new MemoryStream(content, (int)start, (int)size);
        if (compression == Uncompressed)
            return new BinaryReader(stored, Encoding.UTF8);
        using var inflated = new DeflateStream(stored, CompressionMode.Decompress);
        return new BinaryReader(new MemoryStream(ModelArchive.ReadToEnd(inflated, ModelArchive.SchemaEntry)), Encoding.UTF8);
    }

    private static bool WriteScalar<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column item)
    {
        T value = default!;
        annotations.GetGetter<T>(item)(ref value);
        BlockCodec.Write<T>(writer, [value]);
        return true;
    }

    private static bool WriteVector<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column item)
    {
        VBuffer<T> values = default;
        annotations.GetGetter<VBuffer<T>>(item)(ref values);
        BlockCodec.WriteVector(writer, values);
        return true;
    }

    private static bool ReadScalar<T>(BinaryReader block, DataViewSchema.Annotations.Builder builder, (string Name, DataViewType Type) item)
    {
        var value = BlockCodec.Read<T>(block, count: 1)[0];
        builder.Add(item.Name, item.Type, (ref T destination) => destination = value);
        return true;
    }

    private static bool ReadVector<T>(BinaryReader block, DataViewSchema.Annotations.Builder builder, (string Name, DataViewType Type) item)
    {
        var values = BlockCodec.ReadVector<T>(block);
        builder.Add(item.Name, item.Type, (ref VBuffer<T> destination) => values.CopyTo(ref destination));
        return true;
    }
}
