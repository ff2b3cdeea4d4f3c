using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Writes and reads the archive of a model.</summary>
internal static class ModelFile
{
    public static void Write(Stream stream, ITransformer model, DataViewSchema? inputSchema)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        using (var format = archive.CreateEntry(ModelArchive.FormatEntry).Open())
            format.Write(Encoding.UTF8.GetBytes(ModelArchive.Format));
        if (inputSchema is not null)
            WriteSchema(archive, inputSchema);
        ModelSaveContext.Save(archive, model, ModelArchive.ModelFolder);
    }

    public static ITransformer Read(IHostEnvironment environment, Stream stream, out DataViewSchema inputSchema)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var format = Encoding.UTF8.GetString(ModelArchive.ReadEntry(archive, ModelArchive.FormatEntry));
            if (format != ModelArchive.Format)
                throw ModelArchive.Damaged(
                    $"its format is '{format[..Math.Min(format.Length, 60)]}', and this library reads '{ModelArchive.Format}'");
            // The official parameter is not annotated; null stands for a model without a schema.
            inputSchema = archive.GetEntry(ModelArchive.SchemaEntry) is null ? null! : ReadSchema(archive);
            using var context = new ModelLoadContext(archive, ModelArchive.ModelFolder);
            return ModelLoaders.Load(environment, context);
        }
        catch (Exception error) when (IsOfDamage(error))
        {
            throw ModelArchive.Damaged($"its contents cannot be read ({error.Message})", error);
        }
    }

    // What readers and constructors throw when they are given nonsense, except errors that say already what is wrong.
    private static bool IsOfDamage(Exception error) =>
        error is EndOfStreamException or FormatException or ArgumentException or OverflowException
        || (error is InvalidDataException && !error.Message.StartsWith(ModelArchive.DamagedPrefix, StringComparison.Ordinal));

    private static void WriteSchema(ZipArchive archive, DataViewSchema schema)
    {
        var columns = schema.Where(column => TypeCodec.CanWrite(column.Type)).ToList();
        if (columns.Count == 0)
            throw new InvalidOperationException(
                $"None of the columns of the input schema ({string.Join(", ", schema)}) can be saved; pass null to save no schema.");
        using var writer = new BinaryWriter(archive.CreateEntry(ModelArchive.SchemaEntry).Open(), Encoding.UTF8);
        writer.Write(columns.Count);
        foreach (var column in columns)
        {
            writer.Write(column.Name);
            TypeCodec.Write(writer, column.Type);
            AnnotationCodec.Write(writer, column.Annotations);
        }
    }

    private static DataViewSchema ReadSchema(ZipArchive archive)
    {
        using var reader = new BinaryReader(new MemoryStream(ModelArchive.ReadEntry(archive, ModelArchive.SchemaEntry)), Encoding.UTF8);
        var schema = new DataViewSchema.Builder();
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
            schema.AddColumn(reader.ReadString(), TypeCodec.Read(reader), AnnotationCodec.Read(reader));
        return schema.ToSchema();
    }
}
