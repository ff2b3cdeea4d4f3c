using Microsoft.ML.Data;

namespace Toolkit.Images;

/// <summary>
/// The one way from an image to what a network takes: read, put upright, transformed, normalised. Training, scoring and inspection all go
/// it. A preparer has buffers of its own: it serves one thread at a time, and each thread makes one.
/// </summary>
/// <example>
/// <code>
/// using var network = NetworkCatalog.Create("resnet50", classes: 1000);
/// Weights.Named("resnet50.imagenet1k_v2").LoadInto(network);
/// float[] pixels = new ImagePreparer(network.InputSpec).Prepare("cat.jpg");
/// </code>
/// </example>
/// <param name="pipeline">What happens to the pixels.</param>
public sealed class ImagePreparer(ImagePipeline pipeline)
{
    private readonly ImageBuffer source = new(), scratch = new();

    /// <summary>Prepares images as they are prepared for validation and use: <see cref="ImagePipeline.ForEvaluation"/>.</summary>
    /// <param name="spec">What the network takes.</param>
    public ImagePreparer(InputSpec spec) : this(ImagePipeline.ForEvaluation(spec))
    {
    }

    /// <summary>Prepares a file.</summary>
    /// <param name="path">JPEG, PNG, WebP or BMP.</param>
    /// <returns>Normalised pixels, <c>C·H·W</c>.</returns>
    /// <exception cref="UnreadableImageException">The file cannot be read; the message names it.</exception>
    public float[] Prepare(string path) => Prepare(image => ImageDecoder.DecodeFile(path, image));

    /// <summary>Prepares the content of a file.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>Normalised pixels, <c>C·H·W</c>.</returns>
    /// <exception cref="UnreadableImageException">The content is no image, or damaged.</exception>
    public float[] Prepare(byte[] encoded, string name = "The image") => Prepare(image => ImageDecoder.Decode(encoded, name, image));

    /// <summary>Prepares an image of ML.NET.</summary>
    /// <param name="decoded">In either order of colours.</param>
    /// <returns>Normalised pixels, <c>C·H·W</c>.</returns>
    public float[] Prepare(MLImage decoded) => Prepare(image => ImageDecoder.Copy(decoded, image));

    /// <summary>Prepares what somebody else reads.</summary>
    /// <param name="read">Writes the image into the buffer that it is given.</param>
    /// <returns>Normalised pixels, <c>C·H·W</c>.</returns>
    public float[] Prepare(Action<ImageBuffer> read)
    {
        var transformed = Transform(read);
        var pixels = new float[transformed.Pixels.Length];
        pipeline.Normalise(transformed, pixels);
        return pixels;
    }

    /// <summary>Prepares what somebody else reads, into memory that is there.</summary>
    /// <param name="read">Writes the image into the buffer that it is given.</param>
    /// <param name="destination">Receives the normalised pixels, <c>C·H·W</c>.</param>
    public void Prepare(Action<ImageBuffer> read, Span<float> destination) => pipeline.Normalise(Transform(read), destination);

    /// <summary>Reads and transforms, without normalisation.</summary>
    /// <param name="read">Writes the image into the buffer that it is given.</param>
    /// <param name="random">The image's random numbers, where a transform needs some.</param>
    /// <returns>8-bit pixels in a buffer of this object, good until its next call.</returns>
    public ImageBuffer Transform(Action<ImageBuffer> read, ImageRandom random = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        read(source);
        var (image, other) = (source, scratch);
        foreach (var transform in pipeline.Transforms)
        {
            transform.Apply(image, other, ref random);
            (image, other) = (other, image);
        }
        return image;
    }
}
