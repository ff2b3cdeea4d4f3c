using Toolkit.Data;
using Toolkit.Images;
using static TorchSharp.torch;

namespace Toolkit.Samples.Classics.Data;

/// <summary>A batch for a probe.</summary>
internal static class FirstBatch
{
    /// <summary>The first images of a shuffled data set, prepared as a network takes them.</summary>
    /// <param name="images">The data set.</param>
    /// <param name="input">What the network takes.</param>
    /// <param name="count">How many.</param>
    /// <returns>Images, <c>[N, C, H, W]</c>, and labels, <c>[N]</c>.</returns>
    public static (Tensor Images, Tensor Labels) Of(IImageDataset images, InputSpec input, int count)
    {
        using var loader = new BatchLoader(
            images, ImagePipeline.ForEvaluation(input), new BatchLoaderOptions { BatchSize = Math.Min(count, images.Count), Shuffle = true });
        var batch = loader.Epoch(0).First();
        return (tensor(batch.Pixels).reshape(batch.Count, batch.Channels, batch.Height, batch.Width), tensor(batch.Labels));
    }
}
