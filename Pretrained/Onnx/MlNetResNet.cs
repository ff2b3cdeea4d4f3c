using Toolkit.StateDicts;

namespace Toolkit.Pretrained.Onnx;

/// <summary>
/// The network of ML.NET's package Microsoft.ML.DnnImageFeaturizer.ResNet18, as its ONNX file has it: CNTK's numbers for names, a graph for
/// one of Caffe's images of 224×224 pixels, no classifier. A walk through the graph, from the image to the features, finds which
/// initializer is which of torchvision's tensors, and that nothing else is computed.
/// </summary>
/// <remarks>
/// What halves a map pads it by one row and column less at the end than torchvision does. All of these maps have an even size, where
/// the last row and column of torchvision's padding are not reached: the results are the same.
/// </remarks>
internal sealed class MlNetResNet
{
    private const float Epsilon = 1e-5f;
    private const string FirstConvolution = "conv1", FirstNorm = "bn1";

    private static readonly int[] Blocks = [2, 2, 2, 3];

    private readonly OnnxModel model;
    private readonly StateDict weights = new();

    private MlNetResNet(OnnxModel model) => this.model = model;

    /// <summary>
    /// The weights under torchvision's names, for images as torchvision normalises them, but with the package's mean; null where the
    /// file holds another network.
    /// </summary>
    public static StateDict? Convert(OnnxModel model)
    {
        var resnet = new MlNetResNet(model);
        var weights = resnet.weights;
        if (!resnet.Walk() || weights.Count != model.Initializers.Count || !HasFirstFilters(weights)) return null;
        weights[$"{FirstConvolution}.weight"] = CaffeImages.FoldScale(weights[$"{FirstConvolution}.weight"]);
        FilterScale.Multiply(weights, FirstConvolution, FirstNorm, 1 / CaffeImages.Scale, Epsilon);
        return weights;
    }

    private static bool HasFirstFilters(StateDict weights) =>
        weights[$"{FirstConvolution}.weight"].Shape is [64, 3, 7, 7]
        && new[] { "running_mean", "running_var" }.All(part => weights[$"{FirstNorm}.{part}"].Shape is [64]);

    private bool Walk()
    {
        var image = model.Nodes.FirstOrDefault()?.Inputs.FirstOrDefault();
        var maps = After("Relu", Normalised(FirstConvolution, FirstNorm, image, 7, 2));
        maps = Find(node => node.Operator == "MaxPool" && Takes(node, maps) && HasWindow(node, 3, 2));
        for (var stage = 0; stage < Blocks.Length; stage++)
            for (var block = 0; block < Blocks[stage]; block++)
                maps = Block($"layer{stage + 1}.{block}", maps, halves: stage > 0 && block == 0);
        return After("AveragePool", maps) is not null;
    }

    // Every step takes and gives names of values in the graph; null stands for one where the graph is another network's.
    private string? Block(string name, string? input, bool halves)
    {
        var inner = After("Relu", Normalised($"{name}.conv1", $"{name}.bn1", input, 3, halves ? 2 : 1));
        inner = Normalised($"{name}.conv2", $"{name}.bn2", inner, 3, 1);
        var shortcut = halves ? Normalised($"{name}.downsample.0", $"{name}.downsample.1", input, 1, 2) : input;
        return After("Relu", Find(node => node.Operator == "Add" && Takes(node, inner, shortcut)));
    }

    private string? Normalised(string convolution, string norm, string? input, int size, int stride)
    {
        var convolved = Take(
            node => node is { Operator: "Conv", Inputs.Count: 2 } && Takes(node, input) && HasWindow(node, size, stride),
            [$"{convolution}.weight"]);
        return Take(
            node => node is { Operator: "BatchNormalization", Inputs.Count: 5 } && Takes(node, convolved) && node.Number("epsilon") == Epsilon,
            [$"{norm}.weight", $"{norm}.bias", $"{norm}.running_mean", $"{norm}.running_var"]);
    }

    /// <summary>Takes over the initializers of a node, all its inputs but the first.</summary>
    private string? Take(Func<OnnxNode, bool> isIt, string[] names)
    {
        if (model.Nodes.FirstOrDefault(isIt) is not { } node) return null;
        foreach (var (name, tensor) in names.Zip(node.Inputs.Skip(1)))
        {
            if (!model.Initializers.TryGetValue(tensor, out var values)) return null;
            weights.Add(name, values);
        }
        return node.Outputs.FirstOrDefault();
    }

    private string? After(string kind, string? input) => Find(node => node.Operator == kind && Takes(node, input));

    private string? Find(Func<OnnxNode, bool> isIt) => model.Nodes.FirstOrDefault(isIt)?.Outputs.FirstOrDefault();

    private static bool Takes(OnnxNode node, params ReadOnlySpan<string?> inputs)
    {
        if (node.Inputs.Count < inputs.Length) return false;
        for (var i = 0; i < inputs.Length; i++)
            if (node.Inputs[i] != inputs[i])
                return false;
        return true;
    }

    private static bool HasWindow(OnnxNode node, int size, int stride)
    {
        var (begin, end) = (size / 2, (size - stride) / 2);
        return node.Integers("kernel_shape").SequenceEqual([size, size])
            && node.Integers("strides").SequenceEqual([stride, stride])
            && node.Integers("pads").SequenceEqual([begin, begin, end, end]);
    }
}
