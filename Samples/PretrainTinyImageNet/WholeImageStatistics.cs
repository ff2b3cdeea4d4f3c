using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Samples;

/// <summary>
/// Batch normalisation's running statistics, taken anew over whole images. Those of training are of random crops, in which objects are larger
/// than they will be (Touvron et al. 2019, "Fixing the train-test resolution discrepancy").
/// </summary>
internal static class WholeImageStatistics
{
    private const int Batches = 100, BatchSize = 256;

    /// <summary>Runs training images through the network as they will be used; only the running statistics change.</summary>
    public static void Update(Network network, IImageDataset images)
    {
        using var loader = new BatchLoader(
            images, ImagePipeline.ForEvaluation(network.InputSpec), new BatchLoaderOptions { BatchSize = BatchSize, Shuffle = true, Seed = 1 });
        using var noGradient = no_grad();
        network.train();
        foreach (var batch in loader.Epoch(0).Take(Batches))
        {
            using var scope = NewDisposeScope();
            var pixels = batch.Pixels[..(batch.Count * batch.ImageSize)];
            network.call(tensor(pixels).reshape(batch.Count, batch.Channels, batch.Height, batch.Width));
        }

        network.eval();
    }
}
