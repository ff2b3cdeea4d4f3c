using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>Prepares single images for a <see cref="BatchLoader"/>, with buffers of its own; one thread at a time.</summary>
internal sealed class BatchWorker(IImageDataset dataset, ImagePipeline pipeline, long seed)
{
    private readonly ImagePreparer preparer = new(pipeline);
    private Action<ImageBuffer>? read;
    private int current;

    /// <summary>Shape of an image after the transforms.</summary>
    /// <param name="index">Index in the data set.</param>
    public (int Channels, int Height, int Width) ShapeOf(int index)
    {
        try
        {
            var result = Transform(index, epoch: 0);
            return (result.Channels, result.Height, result.Width);
        }
        catch (Exception error) when (error is not UnreadableImageException)
        {
            throw Named(index, error);
        }
    }

    /// <summary>Reads, transforms and normalises an image into its place in a batch.</summary>
    /// <param name="index">Index in the data set.</param>
    /// <param name="epoch">Decides the random numbers, together with the seed and the index.</param>
    /// <param name="batch">Receives the image, its label and its index.</param>
    /// <param name="place">Place in the batch.</param>
    /// <exception cref="UnreadableImageException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">Anything else goes wrong with the image; the message names it.</exception>
    public void Prepare(int index, int epoch, ImageBatch batch, int place)
    {
        try
        {
            var result = Transform(index, epoch);
            CheckShape(result, batch);
            pipeline.Normalise(result, batch.Pixels.AsSpan(place * batch.ImageSize, batch.ImageSize));
        }
        catch (Exception error) when (error is not UnreadableImageException)
        {
            throw Named(index, error);
        }
        batch.Labels[place] = dataset.LabelOf(index);
        batch.Indices[place] = index;
    }

    private ImageBuffer Transform(int index, int epoch)
    {
        current = index;
        read ??= image => dataset.Read(current, image); // one for all images, so that an epoch allocates next to nothing
        return preparer.Transform(read, new ImageRandom(seed, epoch, index));
    }

    private InvalidDataException Named(int index, Exception error) => new($"{dataset.NameOf(index)}: {error.Message}", error);

    private static void CheckShape(ImageBuffer result, ImageBatch batch)
    {
        if (result.Channels == batch.Channels && result.Height == batch.Height && result.Width == batch.Width) return;
        throw new ArgumentException(
            $"After the transforms it is {result.Channels}×{result.Height}×{result.Width} (channels×height×width), but the first " +
            $"image is {batch.Channels}×{batch.Height}×{batch.Width}. " +
            "All images of a batch need one shape: add new Resize(height, width) or a crop.");
    }
}
