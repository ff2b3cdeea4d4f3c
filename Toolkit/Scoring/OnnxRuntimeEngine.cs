using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Networks.Tracing;
using Toolkit.Onnx;
using Toolkit.StateDicts;

namespace Toolkit.Scoring;

/// <summary>
/// A network computed by ONNX Runtime on the CPU. Results are the same to the bit for any batch and any number of threads that use it.
/// </summary>
public sealed class OnnxRuntimeEngine : IScoringEngine
{
    internal const string InputName = "images", OutputName = "output";

    /// <summary>More numbers an image than any network gives.</summary>
    private const int LargestOutput = 1 << 22;

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly InputSpec input;

    private OnnxRuntimeEngine(InferenceSession session, InputSpec input)
    {
        (this.session, this.input) = (session, input);
        OutputLength = LengthOf(session, input);
    }

    /// <inheritdoc/>
    public int OutputLength { get; }

    /// <summary>Exports a network and reads it.</summary>
    /// <param name="network">Not needed afterwards, and not changed.</param>
    /// <param name="output">What is wanted of it.</param>
    /// <exception cref="NotSupportedException">The network cannot be exported; the message says why.</exception>
    /// <exception cref="OnnxRuntimeLibraryException">The library is missing or cannot be loaded; the message says what to do.</exception>
    public static OnnxRuntimeEngine Of(Network network, NetworkOutput output)
    {
        ArgumentNullException.ThrowIfNull(network);
        OnnxRuntimeLibrary.Load();
        // ONNX Runtime folds, too, but takes longer than for all the rest.
        var model = OnnxExport.Describe(network, ExportOptions(output) with { FoldBatchNormalization = true }).ToArray();
        return new(Open(options => new InferenceSession(model, options)), network.InputSpec);
    }

    /// <summary>A network as one ONNX file, from normalised images (<c>images</c>) to what is wanted of it (<c>output</c>).</summary>
    /// <param name="network">Not changed.</param>
    /// <param name="output">What is wanted of it.</param>
    /// <param name="quantization">Null, the default: in float32.</param>
    /// <exception cref="NotSupportedException">The network cannot be exported; the message says why.</exception>
    /// <exception cref="ArgumentException">There are no images to calibrate on.</exception>
    public static byte[] ModelOf(Network network, NetworkOutput output, OnnxQuantization? quantization = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        return OnnxExport.Describe(network, ExportOptions(output) with { Quantization = quantization }).ToArray();
    }

    /// <summary>Whether a network's forward pass is known, so that it can be exported.</summary>
    public static bool Suits(Network network) => network is TracedNetwork;

    /// <summary>
    /// A network's graph as an ONNX file without its weights, which lie in a safetensors file beside it. The two are an ONNX model with
    /// external data, which any runtime opens.
    /// </summary>
    /// <param name="network">Not changed.</param>
    /// <param name="output">What is wanted of it.</param>
    /// <param name="weights">What the safetensors file holds.</param>
    /// <param name="weightsFile">Its name.</param>
    /// <exception cref="NotSupportedException">The network cannot be exported; the message says why.</exception>
    public static byte[] GraphOf(Network network, NetworkOutput output, StateDict weights, string weightsFile)
    {
        ArgumentNullException.ThrowIfNull(network);
        return OnnxExport.Describe(network, ExportOptions(output), new ExternalWeights(weightsFile, weights)).ToArray();
    }

    /// <summary>What <see cref="ModelOf(Network, NetworkOutput, OnnxQuantization)"/> gives, from what <see cref="GraphOf"/> wrote.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weights">The weights that it refers to.</param>
    /// <exception cref="InvalidDataException">The graph is damaged, or refers to weights that are not there.</exception>
    public static byte[] ModelOf(byte[] graph, StateDict weights) => ExternalTensors.Inline(graph, weights).ToArray();

    /// <summary>
    /// Reads what <see cref="GraphOf"/> wrote, with the weights in a file. libtorch is not needed. Nothing else that a graph could refer to is
    /// opened.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weights">
    /// The safetensors file, under the name by which the graph calls it. As long as the engine lives it must not be changed. It may be deleted,
    /// where the system lets files go that are in use.
    /// </param>
    /// <param name="architecture">The network that the graph must be of.</param>
    /// <param name="input">The images that the graph must take.</param>
    /// <param name="foldBeside">
    /// Whether to write a second file, under a name of its own, into the folder of the weights, where it can be written, with batch normalisation folded into
    /// them: ONNX Runtime would hold them in memory twice for that. What holds for the first file holds for this one.
    /// </param>
    /// <exception cref="InvalidDataException">The graph is damaged, or is of another network or other weights.</exception>
    /// <exception cref="OnnxRuntimeLibraryException">The library is missing or cannot be loaded; the message says what to do.</exception>
    public static OnnxRuntimeEngine Open(byte[] graph, FileInfo weights, string architecture, InputSpec input, bool foldBeside = false)
    {
        ArgumentNullException.ThrowIfNull(weights);
        OnnxRuntimeLibrary.Load();
        ExternalTensors.Check(graph, weights.Name, SafetensorsReader.Places(weights.FullName));
        if (foldBeside) graph = FoldBeside(graph, weights);
        return OpenChecked(architecture, input, options =>
        {
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", weights.DirectoryName!);
            return new InferenceSession(graph, options);
        });
    }

    /// <summary>Reads what <see cref="ModelOf(Network, NetworkOutput, OnnxQuantization)"/> gave. libtorch is not needed. A model that refers to other files is refused.</summary>
    /// <param name="model">The model.</param>
    /// <param name="architecture">The network that it must be of.</param>
    /// <param name="input">The images that it must take.</param>
    /// <exception cref="InvalidDataException">The model is damaged, or is of another network.</exception>
    /// <exception cref="OnnxRuntimeLibraryException">The library is missing or cannot be loaded; the message says what to do.</exception>
    public static OnnxRuntimeEngine Open(byte[] model, string architecture, InputSpec input)
    {
        ArgumentNullException.ThrowIfNull(model);
        OnnxRuntimeLibrary.Load();
        ExternalTensors.CheckNone(model);
        return OpenChecked(architecture, input, options => new InferenceSession(model, options));
    }

    /// <summary>Whether a model has its weights in it, and not in a file beside it.</summary>
    /// <exception cref="InvalidDataException">The model is malformed.</exception>
    public static bool HoldsItsWeights(byte[] model) => !ExternalTensors.AreIn(model);

    /// <inheritdoc/>
    public float[] Run(ReadOnlySpan<float> pixels, int count)
    {
        var results = new float[checked(count * OutputLength)];
        Run(pixels, count, results);
        return results;
    }

    /// <summary>Computes a batch into memory that is there.</summary>
    internal unsafe void Run(ReadOnlySpan<float> pixels, int count, Span<float> results)
    {
        input.CheckBatch(pixels.Length, count);
        fixed (float* from = pixels, to = results)
        {
            using var images = Tensor(from, [count, input.Channels, input.Height, input.Width], pixels.Length);
            using var outputs = Tensor(to, [count, OutputLength], results.Length);
            session.Run(runOptions, [InputName], [images], [OutputName], [outputs]);
        }
    }

    /// <summary>Frees the session.</summary>
    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }

    private static byte[] FoldBeside(byte[] graph, FileInfo weights)
    {
        var name = $"folded-{Guid.NewGuid():N}.bin";
        try
        {
            return FoldedFile.Write(graph, weights.FullName, name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(Path.Combine(weights.DirectoryName!, name)); // what there is of it
            return graph; // ONNX Runtime folds in memory.
        }
    }

    private static OnnxExportOptions ExportOptions(NetworkOutput output) => new()
    {
        Input = OnnxInput.Normalised,
        InputName = InputName,
        Output = output switch
        {
            NetworkOutput.Features => OnnxOutput.Features,
            NetworkOutput.HeadInput => OnnxOutput.HeadInput,
            NetworkOutput.LabelProbabilities => OnnxOutput.LabelProbabilities,
            NetworkOutput.Numbers => OnnxOutput.Numbers,
            _ => OnnxOutput.Probabilities,
        },
        OutputName = OutputName,
    };

    private static unsafe OrtValue Tensor(float* data, long[] shape, int length) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, (nint)data, length * (long)sizeof(float));

    private static OnnxRuntimeEngine OpenChecked(string architecture, InputSpec input, Func<SessionOptions, InferenceSession> open)
    {
        try
        {
            return Checked(Open(open), architecture, input);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InvalidDataException($"ONNX Runtime cannot read the graph: {error.Message}", error);
        }
    }

    private static InferenceSession Open(Func<SessionOptions, InferenceSession> open)
    {
        using var options = OnnxRuntimeLibrary.CreateSessionOptions();
        return open(options);
    }

    private static OnnxRuntimeEngine Checked(InferenceSession session, string architecture, InputSpec input)
    {
        try
        {
            CheckArchitecture(session, architecture);
            return new(session, input);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static void CheckArchitecture(InferenceSession session, string architecture)
    {
        var metadata = session.ModelMetadata;
        var found = metadata.CustomMetadataMap.GetValueOrDefault(OnnxModelMessage.ArchitectureKey);
        if (found == architecture) return;
        throw new InvalidDataException($"The graph is of {found ?? "an unknown network"}, not of {architecture}.");
    }

    private static int LengthOf(InferenceSession session, InputSpec input)
    {
        int[] expected = [-1, input.Channels, input.Height, input.Width];
        var fits = session.InputMetadata.TryGetValue(InputName, out var images) && images.Dimensions.SequenceEqual(expected);
        if (fits && images!.ElementType == typeof(float) && session.OutputMetadata.TryGetValue(OutputName, out var output)
            && output.ElementType == typeof(float) && output.Dimensions is [_, > 0 and <= LargestOutput and var length]) return length;
        throw new InvalidDataException("The graph takes or gives something else than the network that it is said to be of.");
    }
}
