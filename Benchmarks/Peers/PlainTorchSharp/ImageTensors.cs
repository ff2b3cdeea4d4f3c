using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>Images in memory, as bytes.</summary>
/// <param name="Images"><c>[N, C, H, W]</c>, bytes.</param>
/// <param name="Labels"><c>[N]</c>, classes as int64.</param>
internal sealed record ImageTensors(Tensor Images, Tensor Labels)
{
    /// <summary>The first images of a file in CIFAR-10's binary format.</summary>
    public static ImageTensors LoadCifar(string path, int count)
    {
        const int channels = 3, side = 32, recordBytes = 1 + channels * side * side;
        using var scope = NewDisposeScope();
        var records = tensor(File.ReadAllBytes(path), dtype: uint8).reshape(-1, recordBytes)[..count];
        var images = records[.., 1..].reshape(-1, channels, side, side).contiguous();
        var labels = records[.., 0].to(int64);
        return new(images.DetachFromDisposeScope(), labels.DetachFromDisposeScope());
    }

    /// <summary>Normalised batches, a whole one at a time: nothing random is done to single images.</summary>
    /// <param name="size">Images of a batch; the last may have fewer.</param>
    /// <param name="shuffle">Whether in random order.</param>
    /// <param name="mean"><c>[1, C, 1, 1]</c>, of values from 0 to 1.</param>
    /// <param name="std"><c>[1, C, 1, 1]</c>.</param>
    public IEnumerable<(Tensor Images, Tensor Labels)> Batches(int size, bool shuffle, Tensor mean, Tensor std)
    {
        var count = Labels.shape[0];
        using var order = shuffle ? randperm(count) : arange(count);
        for (var start = 0L; start < count; start += size)
        {
            using var scope = NewDisposeScope();
            var chosen = order.slice(0, start, Math.Min(start + size, count), 1);
            var images = Images.index_select(0, chosen).to(float32).div_(255).sub_(mean).div_(std);
            yield return (images, Labels.index_select(0, chosen));
        }
    }
}
