using Toolkit.Benchmarks.Workloads;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>TorchVision's ResNet18 with ten classes and the weights from which all sides start.</summary>
internal static class PretrainedResNet
{
    private const int Classes = 10;

    /// <summary>The whole network.</summary>
    public static ResNet Load(WorkloadOptions options) =>
        torchvision.models.resnet18(Classes, weights_file: Path.Combine(options.Data, "resnet18-10.dat"), skipfc: false);

    /// <summary>The network in two parts, as transfer learning wants it: TorchVision's own keeps its layers to itself.</summary>
    public static (Sequential Backbone, Linear Head) Split(ResNet network)
    {
        var layers = network.named_children().ToArray();
        var backbone = nn.Sequential(layers[..^1].Select(layer => (layer.name, (nn.Module<Tensor, Tensor>)layer.module)));
        return (backbone, (Linear)layers[^1].module);
    }
}
