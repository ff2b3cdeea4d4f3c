using Toolkit.StateDicts;

namespace Toolkit.Pretrained.Onnx;

/// <summary>
/// SqueezeNet 1.1 as its authors published it for Caffe (Iandola et al. 2016), converted to ONNX: the initializers have Caffe's
/// layer names, and the network expects Caffe's images. They are turned into weights under torchvision's names for
/// images as torchvision normalises them.
/// </summary>
internal static class CaffeSqueezeNet
{
    private const string FirstKernels = "conv1_w_0";

    private static readonly (string Caffe, string Torchvision)[] Layers =
    [
        ("conv1", "features.0"),
        .. Fire("fire2", "features.3"), .. Fire("fire3", "features.4"),
        .. Fire("fire4", "features.6"), .. Fire("fire5", "features.7"),
        .. Fire("fire6", "features.9"), .. Fire("fire7", "features.10"),
        .. Fire("fire8", "features.11"), .. Fire("fire9", "features.12"),
        ("conv10", "classifier.1"),
    ];

    private static readonly Dictionary<string, string> Names = Layers
        .SelectMany(layer => new[] { (layer.Caffe + "_w_0", layer.Torchvision + ".weight"), (layer.Caffe + "_b_0", layer.Torchvision + ".bias") })
        .ToDictionary();

    /// <summary>The weights under torchvision's names, or null where the file holds another network.</summary>
    public static StateDict? Convert(OnnxModel model)
    {
        var initializers = model.Initializers;
        if (initializers.Count != Names.Count || !initializers.Keys.All(Names.ContainsKey)) return null;
        if (initializers[FirstKernels].Shape is not [_, 3, 3, 3] || !IsPlain(model.Nodes)) return null;

        var weights = new StateDict();
        foreach (var (caffe, torchvision) in Names) weights.Add(torchvision, initializers[caffe]);
        (weights["features.0.weight"], weights["features.0.bias"]) =
            CaffeImages.Fold(weights["features.0.weight"], weights["features.0.bias"]);
        return weights;
    }

    // Padding would have to be of the colour that becomes 0, which is another one for torchvision's images.
    private static bool IsPlain(IReadOnlyList<OnnxNode> nodes) =>
        nodes.FirstOrDefault(node => node.Inputs.Contains(FirstKernels)) is { } first
        && first.Text("auto_pad") is null or "NOTSET" or "VALID" && first.Integers("pads").All(pad => pad == 0);

    private static (string, string)[] Fire(string caffe, string torchvision) =>
    [
        ($"{caffe}/squeeze1x1", $"{torchvision}.squeeze"),
        ($"{caffe}/expand1x1", $"{torchvision}.expand1x1"),
        ($"{caffe}/expand3x3", $"{torchvision}.expand3x3"),
    ];
}
