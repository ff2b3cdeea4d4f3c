using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Pretrained;

namespace Toolkit.Estimators.Persistence;

/// <summary>
/// A model in one zip file: <c>manifest.json</c> (the input schema and the steps in order), each run of ML.NET transforms as ML.NET
/// itself writes it, each network as <c>config.json</c> and <c>weights.safetensors</c>. Nothing in an archive is ever executed.
/// </summary>
internal static class ModelArchive
{
    public static void Save(MLContext ml, ITransformer model, DataViewSchema inputSchema, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        var columns = ColumnRecord.FromSchema(inputSchema);
        var steps = ModelSteps.Of(model);
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            Manifest.Of(columns, steps).Write(archive);
            for (var i = 0; i < steps.Count; i++) SaveStep(ml, archive, steps[i], Manifest.StepPath(i));
        });
    }

    public static ITransformer Load(MLContext ml, string path, out DataViewSchema inputSchema)
    {
        using var file = File.OpenRead(path);
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var manifest = Manifest.Read(archive);
            inputSchema = ColumnRecord.ToSchema(manifest.InputSchema);
            ITransformer[] steps = [.. manifest.Steps.Select((kind, i) => LoadStep(ml, archive, kind, Manifest.StepPath(i)))];
            return new TransformerChain<ITransformer>(steps);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or FormatException or EndOfStreamException or System.Text.Json.JsonException)
        {
            throw new InvalidDataException(
                $"'{path}' cannot be read as a model of ml.TransferLearning().Save: {damaged.Message} Save the model anew, or load the right file.", damaged);
        }
    }

    private static void SaveStep(MLContext ml, ZipArchive archive, ITransformer step, string path)
    {
        if (step is ImageClassificationTransformer network) NetworkStep.Save(archive, network, path);
        else archive.WriteEntry(Manifest.TransformsPath(path), stream => ml.Model.Save(step, null, stream));
    }

    private static ITransformer LoadStep(MLContext ml, ZipArchive archive, StepKind kind, string path) => kind switch
    {
        StepKind.Network => NetworkStep.Load(ml, archive, path),
        StepKind.Transforms => ml.Model.Load(new MemoryStream(archive.ReadEntry(Manifest.TransformsPath(path))), out _),
        _ => throw new InvalidDataException($"There is no kind of step {(int)kind}."),
    };
}
