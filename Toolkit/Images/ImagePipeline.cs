namespace Toolkit.Images;

/// <summary>
/// What happens to every image between the file and the network: transforms on 8-bit pixels, one after the other, and
/// then normalisation to floats. Holds no state of its own: one pipeline serves any number of threads, each with an
/// <see cref="ImagePreparer"/> of its own.
/// </summary>
public sealed class ImagePipeline
{
    private readonly Normaliser normaliser;

    /// <summary>Composes a pipeline.</summary>
    /// <param name="transforms">Applied in this order; may be empty.</param>
    /// <param name="mean">Mean of each channel, with pixel values scaled to 0 … 1.</param>
    /// <param name="std">Standard deviation of each channel on the same scale, above 0.</param>
    /// <exception cref="ArgumentException">A transform is null, or <see cref="Normaliser"/> refuses mean or std.</exception>
    public ImagePipeline(IReadOnlyList<IImageTransform> transforms, IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        if (transforms.Any(transform => transform is null)) throw new ArgumentException("One of the transforms is null. Leave it out.");
        Transforms = [.. transforms];
        (Mean, Std) = ([.. mean], [.. std]);
        normaliser = new Normaliser(mean, std);
    }

    /// <summary>The transforms in their order.</summary>
    public IReadOnlyList<IImageTransform> Transforms { get; }

    /// <summary>Mean of each channel.</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary>Standard deviation of each channel.</summary>
    public IReadOnlyList<float> Std { get; }

    /// <summary>Whether two passes over the same image can differ.</summary>
    public bool IsRandom => Transforms.Any(transform => transform.IsRandom);

    /// <summary>
    /// torchvision's preset for validation: resize the shorter side, cut out the centre, normalise. Grey images become
    /// three equal channels where the network expects three, and colour images become grey where it expects one.
    /// </summary>
    /// <param name="spec">What the network expects.</param>
    public static ImagePipeline ForEvaluation(InputSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new ImagePipeline(
            [
                new Channels(spec.Channels),
                new Resize(spec.ResizeShorterSide, spec.Interpolation),
                new CenterCrop(spec.Height, spec.Width),
            ],
            spec.Mean, spec.Std);
    }

    /// <summary>The same pipeline with other transforms.</summary>
    public ImagePipeline With(IReadOnlyList<IImageTransform> transforms) => new(transforms, Mean, Std);

    /// <summary>Normalises a transformed image.</summary>
    /// <param name="image">An image with one channel per mean.</param>
    /// <param name="destination">Receives <c>C·H·W</c> floats in planar order.</param>
    /// <exception cref="ArgumentException">The image has another number of channels, or the length is wrong.</exception>
    public void Normalise(ImageBuffer image, Span<float> destination)
    {
        if (image.Channels != normaliser.Channels)
        {
            throw new ArgumentException(
                $"The image has {image.Channels} channel(s) but the pipeline's mean and standard deviation are for " +
                $"{normaliser.Channels}. Put new Channels({normaliser.Channels}) first among the transforms.");
        }
        normaliser.Apply(image.Pixels, destination);
    }
}
