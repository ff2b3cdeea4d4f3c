using Toolkit.Images;

namespace Toolkit.Augmentation;

/// <summary>
/// Takes the colour out of an image at random; the number of channels stays (torchvision's RandomGrayscale). A grey image stays as it is.
/// </summary>
public sealed class RandomGrayscale : IImageTransform
{
    private readonly double probability;

    /// <summary>Sets how often.</summary>
    /// <param name="probability">0 (never) to 1 (always), 0.1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public RandomGrayscale(double probability = 0.1) => this.probability = TransformChecks.Between(probability, 0, 1, nameof(probability));

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        if (random.NextDouble() < probability) Grayscale.ToGrey(source, destination, source.Channels);
        else destination.CopyFrom(source);
    }
}
