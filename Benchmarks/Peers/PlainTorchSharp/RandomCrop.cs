using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>Zeros around the image, and a window of the first size at random: TorchVision's package has no such transform.</summary>
internal sealed class RandomCrop(int size, int padding) : torchvision.ITransform
{
    public Tensor call(Tensor input)
    {
        var padded = nn.functional.pad(input, [padding, padding, padding, padding]);
        var (height, width) = ((int)padded.shape[^2], (int)padded.shape[^1]);
        return padded.crop(Random.Shared.Next(height - size + 1), Random.Shared.Next(width - size + 1), size, size);
    }
}
