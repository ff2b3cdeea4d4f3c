using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>Images in memory with random transforms, for TorchSharp's loader.</summary>
internal sealed class AugmentedImages(ImageTensors images, torchvision.ITransform transform) : Dataset
{
    public override long Count => images.Labels.shape[0];

    /// <summary>The loader disposes what comes about here.</summary>
    public override Dictionary<string, Tensor> GetTensor(long index)
    {
        // TorchVision's hue wants a batch: one of a single image.
        var image = transform.call(images.Images.slice(0, index, index + 1, 1));
        return new() { ["image"] = image.squeeze(0), ["label"] = images.Labels[index] };
    }

    /// <summary>Batches in random order, loaded by some threads.</summary>
    public static IEnumerable<(Tensor Images, Tensor Labels)> Batches(DataLoader loader)
    {
        foreach (var batch in loader) yield return (batch["image"], batch["label"]);
    }
}
