using Toolkit.Augmentation;
using Toolkit.Files;
using Toolkit.Networks;
using Toolkit.Networks.Tracing;
using Toolkit.Onnx.Quantization;
using static TorchSharp.torch;

namespace Toolkit.Onnx;

/// <summary>
/// Writes networks as ONNX files (opset 17, IR version 8), which ONNX Runtime, ML.NET's ApplyOnnxModel and many others run without TorchSharp. The
/// network is written as it is in evaluation mode; its initializers have the names and values of its state dict. Batch normalisation is left to
/// the runtime, which folds it into the layer before where that pays, unless <see cref="OnnxExportOptions.FoldBatchNormalization"/> is set. The
/// batch size is free. With <see cref="OnnxExportOptions.Quantization"/> the file computes in int8.
/// </summary>
/// <remarks>
/// The file's metadata name its classes (<c>class_names</c>, a JSON list), its architecture, how images are prepared, and, where given, the
/// least probability of an answer (<c>reject_threshold</c>) or of each label (<c>label_thresholds</c>, a JSON list), the licence of its weights and how it was quantized.
/// </remarks>
public static class OnnxExport
{
    /// <summary>Writes a network of the <see cref="NetworkCatalog"/>. The old file survives whatever goes wrong.</summary>
    /// <param name="network">On any device; it is not changed. Nobody may train it meanwhile.</param>
    /// <param name="path">The file to write or replace. Its folder must exist.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the network does not take images of the size.</exception>
    /// <exception cref="NotSupportedException">
    /// The network is not one of the catalog's, has a foreign layer in it, or is larger than the 2 GB that an ONNX file can have.
    /// </exception>
    /// <exception cref="Scoring.OnnxRuntimeLibraryException">
    /// <see cref="OnnxExportOptions.Quantization"/> is set, and ONNX Runtime, which measures, is missing or cannot be loaded.
    /// </exception>
    /// <exception cref="InvalidOperationException">A weight is not a finite number, or for int8, a value that the calibration images make.</exception>
    /// <exception cref="UnwritableFileException">The folder is missing or not writable, or the disk is full.</exception>
    public static void Write(Network network, string path, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        options ??= new OnnxExportOptions();
        options.Validate(network.Classes);
        var model = Describe(network, options);
        AtomicFile.Write(path, model.WriteTo);
    }

    /// <summary>The content of an ONNX file.</summary>
    /// <param name="network">Not changed.</param>
    /// <param name="options">Valid ones.</param>
    /// <param name="weights">Where the weights lie that are not to be in the file; null: all are in it.</param>
    /// <exception cref="NotSupportedException">As for <see cref="Write"/>.</exception>
    internal static ProtobufMessage Describe(Network network, OnnxExportOptions options, ExternalWeights? weights = null)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var images = ImageInput.Of(network, options);
        var (graph, normalised, first) = GraphOf(network, images, options);
        graph.Constants.RequireFinite(network.Architecture);
        if (options.FoldBatchNormalization || options.Quantization is not null) BatchNormFolding.Apply(graph);
        if (options.Quantization is { } quantization) QuantizedGraph.Make(graph, normalised, first, quantization, images.Spec);
        return OnnxModelMessage.Of(graph, network, images, options, weights);
    }

    /// <summary>The graph of a network as it is, in float32.</summary>
    /// <param name="network">Not changed.</param>
    /// <param name="images">What the graph takes.</param>
    /// <param name="options">Valid ones.</param>
    /// <returns>The graph, its normalised images, and the number of the first operator behind them.</returns>
    /// <exception cref="NotSupportedException">As for <see cref="Write"/>.</exception>
    internal static (OnnxGraph Graph, GraphTensor Normalised, int First) GraphOf(Network network, ImageInput images, OnnxExportOptions options)
    {
        if (network is not TracedNetwork traced)
        {
            throw new NotSupportedException(
                $"{network.GetType().Name} is not one of the catalog's networks, whose forward passes are known. Export one of those.");
        }
        var graph = new OnnxGraph(network);
        graph.Reserve(images.Name);
        var normalised = images.Normalise(graph);
        var (first, views) = (graph.Operators.Count, ImageSymmetry.Of(options.TestTimeAugmentation ?? TestTimeAugmentation.None, images.Spec));
        var output = AddOutput(traced, GraphViews.Stack(normalised, views), options.Output);
        GraphViews.Mean(output, output.Shape[^1], views.Count);
        graph.NameLast(options.OutputName);
        return (graph, normalised, first);
    }

    private static GraphTensor AddOutput(TracedNetwork network, TracedTensor images, OnnxOutput output) => (GraphTensor)(output switch
    {
        OnnxOutput.Features => network.Features(images),
        OnnxOutput.HeadInput => network.HeadInput(images).Flatten(),
        OnnxOutput.Logits or OnnxOutput.Numbers => network.Logits(images),
        OnnxOutput.LabelProbabilities => network.Logits(images).Sigmoid(),
        _ => network.Logits(images).Softmax(),
    });
}
