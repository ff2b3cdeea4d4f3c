using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>
/// A schema as a file of ML.NET's binary data format without rows: a header of 256 bytes, the annotations of each column, a table of the
/// columns, and a closing mark.
/// </summary>
internal static class SchemaFile
{
    private const ulong Mark = 0x00425644004C4D43, EndMark = 0x434D4C0044564200;
    private const ulong Format = 0x0001000100010006;
    private const int HeaderSize = 256;

    /// <summary>Writes those columns whose types can be saved.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static byte[] Write(DataViewSchema schema)
    {
        var columns = schema.Where(column => TypeCodec.CanWrite(column.Type)).ToList();
        if (columns.Count == 0)
            throw new InvalidOperationException(
                $"None of the columns of the input schema ({string.Join(", ", schema)}) can be saved; pass null to save no schema.");
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(new byte[HeaderSize]);
        var annotations = columns.ConvertAll(column => AnnotationCodec.Write(writer, column.Annotations));
        long table = stream.Position;
        foreach (var (column, places) in columns.Zip(annotations))
            WriteColumn(writer, column, places);
        long end = stream.Position;
        writer.Write(EndMark);
        stream.Position = 0;
        WriteHeader(writer, columns.Count, table, end);
        return stream.ToArray();
    }

    /// <summary>Reads the columns of a file that ML.NET or <see cref="Write"/> wrote.</summary>
    public static DataViewSchema Read(byte[] content)
    {
        using var reader = new BinaryReader(new MemoryStream(content), Encoding.UTF8);
        if (content.Length < HeaderSize || reader.ReadUInt64() != Mark)
            throw ModelArchive.Damaged("its schema is not in ML.NET's binary format");
        reader.ReadUInt64();
        if (reader.ReadUInt64() is var readableFrom && readableFrom > Format)
            throw ModelArchive.Damaged($"its schema is in format {readableFrom:X16}, and this library reads {Format:X16}");
        long table = reader.ReadInt64();
        reader.BaseStream.Position = 6 * sizeof(long);
        int count = reader.ReadInt32();
        reader.BaseStream.Position = table;
        var schema = new DataViewSchema.Builder();
        for (int i = 0; i < count; i++)
            ReadColumn(reader, content, schema);
        return schema.ToSchema();
    }

    private static void WriteHeader(BinaryWriter writer, int columns, long table, long end)
    {
        writer.Write(Mark);
        writer.Write(Format);
        writer.Write(Format);
        writer.Write(table);
        writer.Write(end);
        writer.Write(0L); // rows
        writer.Write(columns);
    }

    private static void WriteColumn(BinaryWriter writer, DataViewSchema.Column column, long annotations)
    {
        const int rowsPerBlock = 1;
        writer.Write(column.Name);
        TypeCodec.Write(writer, column.Type);
        writer.Write(AnnotationCodec.Deflated);
        writer.Write7BitEncodedInt(rowsPerBlock);
        writer.Write((long)HeaderSize); // where the table of blocks is, which has no entry
        writer.Write(annotations);
    }

    private static void ReadColumn(BinaryReader reader, byte[] content, DataViewSchema.Builder schema)
    {
        var name = reader.ReadString();
        var type = TypeCodec.Read(reader);
        reader.ReadByte();
        reader.Read7BitEncodedInt();
        reader.ReadInt64();
        schema.AddColumn(name, type, AnnotationCodec.Read(content, reader.ReadInt64()));
    }
}
