using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Measures a trained network on a data set, such as the test set.</summary>
public static class Evaluator
{
    /// <summary>Scores every image, prepared as the network's <see cref="Network.InputSpec"/> says, without random transforms.</summary>
    /// <param name="network">Set to evaluation mode and left in it.</param>
    /// <param name="images">At least one, with as many classes as the network has.</param>
    /// <param name="batchSize">Images at a time, at least 1; 256 by default.</param>
    /// <param name="cancellation">Stops the pass.</param>
    /// <returns>Mean loss of the task and its metric over all images.</returns>
    /// <exception cref="ArgumentException">There are no images, or the classes are not as many as the network's.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Score Run(Network network, IImageDataset images, int batchSize = 256, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        if (images.ClassNames.Count != network.Classes)
        {
            throw new ArgumentException(
                $"The network knows {network.Classes} classes, but the images have {images.ClassNames.Count}.", nameof(images));
        }
        using var batches = new ImageBatches(
            images, ImagePipeline.ForEvaluation(network.InputSpec), new BatchLoaderOptions { BatchSize = batchSize }, DeviceOf(network),
            targets: TargetTable.Of(images));
        using var folded = new FoldedNetwork(network);
        return Validator.Run(network, folded.Logits, new TrainingObjective(images.Task), batches, GradientExchange.None, _ => { }, cancellation);
    }

    private static Device DeviceOf(Network network) => network.parameters().First().device;
}
