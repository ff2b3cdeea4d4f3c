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
        ModelArchive.WriteEntry(archive, ModelArchive.VersionEntry, Encoding.UTF8.GetBytes(typeof(ModelFile).Assembly.GetName().FullName));
        if (inputSchema is not null)
            ModelArchive.WriteEntry(archive, ModelArchive.SchemaEntry, SchemaFile.Write(inputSchema));
        ModelSaveContext.Save(archive, model, ModelArchive.ModelFolder);
    }

    public static ITransformer Read(IHostEnvironment environment, Stream stream, out DataViewSchema inputSchema)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (ModelArchive.HasEntry(archive, ModelArchive.PartEntry))
                throw ModelArchive.Damaged("it was saved with a data loader; save it with the schema of its data");
            // The official parameter is not annotated; null stands for a model without a schema.
            inputSchema = ModelArchive.HasEntry(archive, ModelArchive.SchemaEntry)
                ? SchemaFile.Read(ModelArchive.ReadEntry(archive, ModelArchive.SchemaEntry))
                : null!;
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
}
