using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.Scoring;
using Toolkit.StateDicts;
using static Toolkit.Onnx.OnnxModelMessage;

namespace Toolkit.Onnx;

/// <summary>
/// A network's model between the columns of a pipeline: it takes the pixels of one row as they lie in a column, and gives vectors of a known
/// size, as ML.NET's ApplyOnnxModel and the trainers after it want them.
/// </summary>
public static class RowModel
{
    /// <summary>Versions of ONNX's operators for classical models that belong to its operator set 17.</summary>
    private const string ClassicalDomain = "ai.onnx.ml";
    private const int ClassicalOperatorSet = 3;

    /// <summary>Puts what is before and behind the network around its model.</summary>
    /// <param name="model">What <see cref="OnnxRuntimeEngine.ModelOf(Networks.Network, NetworkOutput, OnnxQuantization)"/> gives.</param>
    /// <param name="input">The images that the network takes.</param>
    /// <param name="pixels">The column that they lie in, or that they are cut out of.</param>
    /// <param name="outputs">What is wanted.</param>
    /// <returns>An ONNX file.</returns>
    /// <exception cref="ArgumentException">
    /// The column's images would have to be resized, two names are the same, or are the network's own, or numbers do not fit.
    /// </exception>
    /// <exception cref="InvalidDataException">The model is malformed.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> model, InputSpec input, PixelColumn pixels, RowOutputs outputs)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(outputs);
        CheckNames(pixels, outputs);
        if (!pixels.Suits(input))
        {
            throw new ArgumentException(
                $"Images of {pixels.Width}×{pixels.Height} pixels (width × height) cannot be cut to the network's {input.Width}×{input.Height}. "
                + $"Resize them to {input.ResizeShorterSide}×{input.ResizeShorterSide}.");
        }
        var whole = new ProtobufMessage();
        foreach (var field in Protobuf.Fields(model))
            if (field.Number == (int)ModelField.Graph) whole.Message(field.Number, GraphOf(field.Bytes, input, pixels, outputs));
            else whole.Copy(field);
        return whole.Message((int)ModelField.OperatorSet, new ProtobufMessage().Text(1, ClassicalDomain).Integer(2, ClassicalOperatorSet)).ToArray();
    }

    private static void CheckNames(PixelColumn pixels, RowOutputs outputs)
    {
        string[] names = [pixels.Name, .. outputs.Names, OnnxRuntimeEngine.InputName, OnnxRuntimeEngine.OutputName];
        if (names.Distinct().Count() < names.Length)
        {
            throw new ArgumentException(
                $"The columns {string.Join(", ", names[..^2])} must have names of their own, and none of {OnnxRuntimeEngine.InputName} and "
                + $"{OnnxRuntimeEngine.OutputName}, which are the network's.");
        }
        if (pixels.Channels is not (1 or 3))
            throw new ArgumentException($"Pixels have 1 or 3 channels, but the column '{pixels.Name}' has {pixels.Channels}.");
        if (outputs.SlotNames is { } slots && slots.Count != outputs.Length)
            throw new ArgumentException($"There are {slots.Count} slot names for {outputs.Length} numbers.");
        if (outputs.Flags is not null && outputs.FlagThresholds.Count != outputs.Length)
            throw new ArgumentException($"There are {outputs.FlagThresholds.Count} thresholds for {outputs.Length} numbers.");
    }

    private static ProtobufMessage GraphOf(ReadOnlyMemory<byte> network, InputSpec input, PixelColumn pixels, RowOutputs outputs)
    {
        var fields = Protobuf.Fields(network).Where(field => (GraphField)field.Number is not (GraphField.Input or GraphField.Output)).ToLookup(
            field => (GraphField)field.Number is GraphField.Operator);
        var (before, behind) = (new OnnxGraph(null), new OnnxGraph(null));
        foreach (var name in fields.SelectMany(part => part).SelectMany(NamesIn).Append(pixels.Name)) before.Reserve(name);
        var views = ImageSymmetry.Of(outputs.TestTimeAugmentation, input);
        AddInput(before, input, pixels, views);
        foreach (var name in before.Names) behind.Reserve(name);
        AddOutputs(behind, outputs, views.Count);

        var message = new ProtobufMessage();
        AddOperators(message, before);
        foreach (var item in fields[true]) message.Copy(item);
        AddOperators(message, behind);
        foreach (var item in fields[false]) message.Copy(item);
        message.Message((int)GraphField.Input, ValueInfo(pixels.Name, ImageInput.Float, pixels.Shape));
        foreach (var name in outputs.Names)
        {
            var type = name == outputs.Flags ? ImageInput.Boolean : ImageInput.Float;
            message.Message((int)GraphField.Output, ValueInfo(name, type, [outputs.LengthOf(name)]));
        }
        return message;
    }

    private static void AddInput(OnnxGraph graph, InputSpec input, PixelColumn pixels, IReadOnlyList<ImageSymmetry> views)
    {
        var images = new GraphTensor(graph, pixels.Name, pixels.Shape);
        if (pixels.IsInterleaved) images = (GraphTensor)images.Permute(0, 3, 1, 2);
        GraphViews.Stack(ImageInput.Normalise(Cut(WithChannels(images, input.Channels), input), input), views);
        graph.NameLast(OnnxRuntimeEngine.InputName);
    }

    private static GraphTensor WithChannels(GraphTensor images, int channels)
    {
        if (images.Shape[1] == channels) return images;
        return channels == 1 ? Luma(images) : (GraphTensor)images.Cat(images, images);
    }

    /// <summary>What <see cref="Grayscale"/> computes; its integers are exact as floats of 32 bits, which are exact up to 2^24.</summary>
    private static GraphTensor Luma(GraphTensor images)
    {
        var (graph, shape) = (images.Graph, (long[])[1, 1, .. images.Shape[2..]]);
        var weighted = images.Apply("Mul", images.Shape, [graph.Constant(TensorData.FromSingles([19595, 38470, 7471], 1, 3, 1, 1))]);
        var sum = weighted.Apply("ReduceSum", shape, [weighted.Integers(1)]);
        var rounded = sum.Apply("Add", shape, [graph.Constant(TensorData.FromSingles([0x8000]))]);
        return ((GraphTensor)rounded.Mul(1.0 / 0x10000)).Apply("Floor");
    }

    private static GraphTensor Cut(GraphTensor images, InputSpec input)
    {
        var (top, left) = CenterCrop.CornerOf((int)images.Shape[2], (int)images.Shape[3], input.Height, input.Width);
        return (GraphTensor)images.Narrow(2, top, input.Height).Narrow(3, left, input.Width);
    }

    private static void AddOutputs(OnnxGraph graph, RowOutputs outputs, int views)
    {
        var values = GraphViews.Mean(new GraphTensor(graph, OnnxRuntimeEngine.OutputName, [views, outputs.Length]), outputs.Length, views);
        if (outputs.Highest is { } highest)
        {
            var length = outputs.LengthOf(highest);
            string[] depthAndValues = [graph.Constant(GraphTensor.Integer(length)), graph.Constant(TensorData.FromSingles([0, 1], 2))];
            PlaceOfHighest(values, outputs).Apply("OneHot", [1, length], depthAndValues).Reshape(length);
            graph.NameLast(highest);
        }
        if (outputs.Flags is { } flags)
        {
            var thresholds = values.Graph.Constant(TensorData.FromSingles([.. outputs.FlagThresholds], 1, outputs.Length));
            values.Apply("GreaterOrEqual", values.Shape, [thresholds]).Reshape(outputs.Length);
            graph.NameLast(flags);
            if (outputs.SlotNames is { } labels) AddSlotNames(graph, flags, labels);
        }
        values.Reshape(outputs.Length);
        graph.NameLast(outputs.Values);
        if (outputs.SlotNames is { } names) AddSlotNames(graph, outputs.Values, names);
    }

    /// <summary>The place of the highest number, or the one behind all where it is below the threshold.</summary>
    private static GraphTensor PlaceOfHighest(GraphTensor values, RowOutputs outputs)
    {
        var place = values.Apply("ArgMax", [1], [], new OnnxAttribute("axis", 1), new OnnxAttribute("keepdims", 0));
        if (outputs.Threshold is not { } threshold) return place;
        var highest = values.Apply("ReduceMax", [1], [], new OnnxAttribute("axes", (long[])[1]), new OnnxAttribute("keepdims", 0));
        var below = highest.Apply("Less", [1], [values.Graph.Constant(TensorData.FromSingles([threshold], 1))]);
        return below.Apply("Where", [1], [values.Integers(outputs.Length), place.Name]);
    }

    /// <summary>ML.NET takes a column's slot names from an operator of this name, which has nothing to do with the output otherwise.</summary>
    private static void AddSlotNames(OnnxGraph graph, string column, IReadOnlyList<string> names)
    {
        var text = graph.Add("Constant", [], new OnnxAttribute("value_strings", names.Take(1).ToList()));
        graph.Operators.Add(new("LabelEncoder", [text], $"{column}.SlotNames",
            [new("keys_strings", names), new("values_int64s", Enumerable.Range(0, names.Count).Select(i => (long)i).ToArray())])
        {
            Domain = ClassicalDomain,
            Name = $"mlnet.{column}.SlotNames",
        });
    }

    private static void AddOperators(ProtobufMessage message, OnnxGraph graph)
    {
        foreach (var item in graph.Operators) message.Message((int)GraphField.Operator, item.ToMessage());
        foreach (var (name, constant) in graph.Constants) message.Message((int)GraphField.Constant, OnnxTensor.ToMessage(name, constant));
    }

    private static IEnumerable<string> NamesIn(ProtobufField field) => (GraphField)field.Number switch
    {
        GraphField.Operator => OnnxOperator.OutputsOf(field.Bytes),
        GraphField.Constant => [OnnxTensor.NameOf(field.Bytes)],
        _ => [],
    };
}
