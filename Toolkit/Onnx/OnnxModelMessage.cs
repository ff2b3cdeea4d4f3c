using System.Text.Encodings.Web;
using System.Text.Json;
using Toolkit.Networks;

namespace Toolkit.Onnx;

/// <summary>
/// Puts a graph into the messages of an ONNX file (onnx.proto): ModelProto, GraphProto, ValueInfoProto and what is in them.
/// </summary>
internal static class OnnxModelMessage
{
    /// <summary>The newest versions that ONNX 1.12 knows, of July 2022.</summary>
    private const long FileVersion = 8, OperatorSet = 17;

    /// <summary>Under which the metadata names the network.</summary>
    public const string ArchitectureKey = "architecture";

    private const string BatchName = "batch";

    /// <summary>Class names may be in any script.</summary>
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public enum ModelField
    {
        FileVersion = 1, ProducerName = 2, ProducerVersion = 3, Graph = 7, OperatorSet = 8, Metadata = 14,
    }

    public enum GraphField
    {
        Operator = 1, Name = 2, Constant = 5, Input = 11, Output = 12,
    }

    /// <exception cref="NotSupportedException">The file would be larger than 2 GB.</exception>
    public static ProtobufMessage Of(
        OnnxGraph graph, Network network, ImageInput images, OnnxExportOptions options, ExternalWeights? weights)
    {
        var model = ModelOf(GraphOf(graph, network, images, options, weights));
        foreach (var (key, value) in Metadata(network, images, options))
            model.Message((int)ModelField.Metadata, new ProtobufMessage().Text(1, key).Text(2, value));
        if (model.Length > int.MaxValue)
            throw new NotSupportedException($"The network takes {model.Length} bytes, but an ONNX file can have {int.MaxValue} at most.");
        return model;
    }

    /// <summary>
    /// A model that gives further values of a graph: each a single number, as of a reduction over all that a value has.
    /// </summary>
    /// <param name="graph">Gives the constants.</param>
    /// <param name="operators">Some of its operators, with those that reduce.</param>
    /// <param name="input">What the first operators take.</param>
    /// <param name="outputs">Names of the numbers.</param>
    public static ProtobufMessage OfNumbers(
        OnnxGraph graph, IReadOnlyList<OnnxOperator> operators, GraphTensor input, IEnumerable<string> outputs)
    {
        var message = new ProtobufMessage().Text((int)GraphField.Name, "numbers");
        foreach (var item in operators) message.Message((int)GraphField.Operator, item.ToMessage());
        foreach (var (name, constant) in graph.ConstantsOf(operators))
            message.Message((int)GraphField.Constant, OnnxTensor.ToMessage(name, constant));
        message.Message((int)GraphField.Input, ValueInfo(input.Name, ImageInput.Float, input.Shape));
        foreach (var name in outputs) message.Message((int)GraphField.Output, ValueInfo(name, ImageInput.Float, []));
        return ModelOf(message);
    }

    private static ProtobufMessage ModelOf(ProtobufMessage graph) => new ProtobufMessage()
        .Integer((int)ModelField.FileVersion, FileVersion)
        .Text((int)ModelField.ProducerName, "Toolkit")
        .Text((int)ModelField.ProducerVersion, typeof(OnnxModelMessage).Assembly.GetName().Version!.ToString(3))
        .Message((int)ModelField.Graph, graph)
        .Message((int)ModelField.OperatorSet, new ProtobufMessage().Text(1, "").Integer(2, OperatorSet));

    private static ProtobufMessage GraphOf(
        OnnxGraph graph, Network network, ImageInput images, OnnxExportOptions options, ExternalWeights? weights)
    {
        var message = new ProtobufMessage().Text((int)GraphField.Name, network.Architecture);
        foreach (var item in graph.Operators) message.Message((int)GraphField.Operator, item.ToMessage());
        foreach (var (name, constant) in graph.Constants)
            message.Message((int)GraphField.Constant, weights?.Reference(name, constant) ?? OnnxTensor.ToMessage(name, constant));
        var values = options.Output switch
        {
            OnnxOutput.Features => network.FeatureCount,
            OnnxOutput.HeadInput => network.HeadInputCount,
            _ => network.Classes,
        };
        return message
            .Message((int)GraphField.Input, ValueInfo(images.Name, images.ElementType, images.Shape))
            .Message((int)GraphField.Output, ValueInfo(options.OutputName, ImageInput.Float, [-1, values]));
    }

    /// <summary>An input or output. A size of -1 is the batch.</summary>
    public static ProtobufMessage ValueInfo(string name, long elementType, long[] shape)
    {
        var sizes = new ProtobufMessage();
        foreach (var size in shape)
            sizes.Message(1, size < 0 ? new ProtobufMessage().Text(2, BatchName) : new ProtobufMessage().Integer(1, size));
        var tensor = new ProtobufMessage().Integer(1, elementType).Message(2, sizes);
        return new ProtobufMessage().Text(1, name).Message(2, new ProtobufMessage().Message(1, tensor));
    }

    private static IEnumerable<(string Key, string Value)> Metadata(Network network, ImageInput images, OnnxExportOptions options)
    {
        if (options.ClassNames is { } names) yield return ("class_names", JsonSerializer.Serialize(names, Readable));
        yield return (ArchitectureKey, network.Architecture);
        yield return ("input", images.Description);
        yield return ("output", options.Output switch
        {
            OnnxOutput.Probabilities => "class probabilities",
            OnnxOutput.Logits => "logits",
            OnnxOutput.HeadInput => "what the head takes",
            OnnxOutput.LabelProbabilities => "label probabilities",
            OnnxOutput.Numbers => "numbers",
            _ => "features",
        });
        if (options.RejectThreshold is { } threshold) yield return ("reject_threshold", JsonSerializer.Serialize(threshold));
        if (options.LabelThresholds is { } thresholds) yield return ("label_thresholds", JsonSerializer.Serialize(thresholds));
        if ((options.Licence ?? network.WeightsLicence) is { } licence) yield return ("licence", licence);
        if (options.Quantization is { } quantization) yield return ("quantization", quantization.Description);
        yield return ("resize_shorter_side", JsonSerializer.Serialize(images.Spec.ResizeShorterSide));
        yield return ("interpolation", images.Spec.Interpolation.ToString().ToLowerInvariant());
        yield return ("mean", JsonSerializer.Serialize(images.Spec.Mean));
        yield return ("std", JsonSerializer.Serialize(images.Spec.Std));
    }
}
