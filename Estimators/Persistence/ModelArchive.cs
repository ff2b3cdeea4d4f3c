using System.IO.Compression;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Toolkit.Estimators.Scoring;
using Toolkit.Files;
using Toolkit.Scoring;
using Toolkit.StateDicts;

namespace Toolkit.Estimators.Persistence;

/// <summary>
/// A model in one zip file: <c>manifest.json</c> (the input schema and the steps in order), each run of ML.NET transforms as ML.NET
/// itself writes it, each network as <c>config.json</c>, <c>weights.safetensors</c> and <c>graph.onnx</c>. Nothing in an archive is ever executed.
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
            for (var i = 0; i < steps.Count; i++) StepForm.Of(steps[i]).Save(ml, archive, steps[i], Manifest.StepPath(i));
        });
    }

    public static ITransformer Load(MLContext ml, string path, ScoringEngine engine, out DataViewSchema inputSchema)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path))
            throw new FileNotFoundException($"'{path}' is a folder, not a model. Give the path of a file that ml.TransferLearning().Save wrote.", path);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no model at '{path}'. Check the path.", path);
        using var file = RegularFile.OpenRead(path);
        using var channel = ((IHostEnvironment)ml).Register(nameof(ImageNetworkTransformer)).Start("Loading");
        // The library takes a tenth of a second to load, in which the archive can be read.
        var library = engine == ScoringEngine.TorchSharp ? Task.CompletedTask : Task.Run(() => OnnxRuntimeLibrary.IsAvailable);
        var steps = new List<ITransformer>();
        try
        {
            using var archive = Open(file);
            var manifest = Manifest.Read(archive);
            inputSchema = ColumnRecord.ToSchema(manifest.InputSchema);
            var choice = new EngineChoice(ml, engine, channel);
            foreach (var kind in manifest.Steps) steps.Add(StepForm.Of(kind).Load(ml, archive, Manifest.StepPath(steps.Count), choice));
            return new TransformerChain<ITransformer>([.. steps]);
        }
        catch (Exception error)
        {
            foreach (var step in steps) (step as IDisposable)?.Dispose();
            if (!IsDamage(error)) throw;
            throw new InvalidDataException(
                $"'{path}' cannot be read as a model of ml.TransferLearning().Save: {error.Message} Save the model anew, or load the right file.", error);
        }
        finally
        {
            Task.WaitAny(library); // well or badly: a program that ends while a thread loads the library may crash in it
        }
    }

    private static ZipArchive Open(FileStream file)
    {
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException("It is no zip file, or is cut off: the list of entries, which ends one, is missing.", error);
        }
    }

    // What the readers of zip, JSON, weights and ML.NET's own parts throw at content that is not what they wrote.
    private static bool IsDamage(Exception error) => error is InvalidDataException or FormatException or EndOfStreamException or JsonException
        or WeightsException or OverflowException or NotSupportedException or ArgumentException;
}
