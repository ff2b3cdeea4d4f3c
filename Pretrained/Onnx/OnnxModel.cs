using Toolkit.Onnx;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained.Onnx;

/// <summary>
/// What weights need of an ONNX file (ONNX's ModelProto): the initializers, and the nodes that use them. Read in place by a few dozen
/// lines of our own rather than by generated code: of ONNX's messages five matter, and a hostile file cannot take more memory
/// than a few times its own length.
/// </summary>
/// <param name="Initializers">
/// The tensors that are stored in the file, or in files beside it, under the file's own names; among them those that are the values of Constant
/// nodes, where convolutions and the like take them for weights.
/// </param>
/// <param name="Nodes">The operators, each after those whose results it uses.</param>
internal sealed record OnnxModel(StateDict Initializers, IReadOnlyList<OnnxNode> Nodes)
{
    private const int MostItems = 200_000;

    /// <summary>Numbers of the fields of ModelProto and GraphProto.</summary>
    private const int Graph = 7, Node = 1, Initializer = 5;

    private static readonly HashSet<string> OperatorsWithWeights = new(StringComparer.Ordinal)
    {
        "Conv", "ConvTranspose", "Gemm", "MatMul", "BatchNormalization", "LayerNormalization", "InstanceNormalization", "GroupNormalization", "PRelu",
    };

    /// <summary>Reads the whole stream.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="external">The files beside it; null where there can be none.</param>
    /// <exception cref="InvalidDataException">The file is malformed, or holds something that is not supported.</exception>
    public static OnnxModel Read(Stream stream, ExternalData? external = null)
    {
        if (stream.Length > Array.MaxLength)
            throw new InvalidDataException($"The file has {stream.Length} bytes; an ONNX file has at most {Array.MaxLength}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes, external);
    }

    private static OnnxModel Read(ReadOnlyMemory<byte> bytes, ExternalData? external)
    {
        var graphs = Protobuf.Fields(bytes).Where(field => field.Number == Graph).Take(2).ToList();
        if (graphs is not [var graph])
            throw new InvalidDataException($"It has {(graphs.Count == 0 ? "no graph" : "two graphs")}; an ONNX file has one.");
        var (initializers, nodes) = (new StateDict(), new List<OnnxNode>());
        foreach (var field in Protobuf.Fields(graph.Bytes))
        {
            if (field.Number == Node) nodes.Add(OnnxNode.Read(field.Bytes));
            if (field.Number == Initializer) Add(initializers, OnnxTensor.Read(field.Bytes, external is null ? null : external.Read));
            if (nodes.Count + initializers.Count > MostItems)
                throw new InvalidDataException($"It has more than {MostItems} nodes and initializers.");
        }
        AddConstants(initializers, nodes, external);
        if (initializers.Count == 0)
            throw new InvalidDataException("It has no initializers, which are a network's weights, nor Constant nodes that convolutions and the like use as such.");
        foreach (var node in nodes) AddCopy(initializers, node);
        return new OnnxModel(initializers, nodes);
    }

    private static void Add(StateDict initializers, (string Name, TensorData Tensor) item)
    {
        if (initializers.ContainsKey(item.Name)) throw new InvalidDataException($"There are two initializers named '{item.Name}'.");
        initializers.Add(item.Name, item.Tensor);
    }

    // Other constants are shapes, axes and the like, and none of a network's state.
    private static void AddConstants(StateDict initializers, List<OnnxNode> nodes, ExternalData? external)
    {
        var weights = nodes.Where(node => OperatorsWithWeights.Contains(node.Operator)).SelectMany(node => node.Inputs.Skip(1)).ToHashSet(StringComparer.Ordinal);
        foreach (var node in nodes)
            if (node is { Operator: "Constant", Outputs: [var output] } && weights.Contains(output) && node.Tensor("value") is { } value)
                Add(initializers, (output, OnnxTensor.Read(value, external is null ? null : external.Read).Tensor));
    }

    // PyTorch's exporter stores equal tensors once, and lets the further ones be copies of the first under their own names.
    private static void AddCopy(StateDict initializers, OnnxNode node)
    {
        if (node is { Operator: "Identity", Inputs: [var input], Outputs: [var output] }
            && initializers.TryGetValue(input, out var tensor) && !initializers.ContainsKey(output))
            initializers.Add(output, tensor);
    }
}
