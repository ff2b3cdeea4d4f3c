using Toolkit.Images;

namespace Toolkit.Augmentation;

/// <summary>Flips an image left to right, at random (torchvision's RandomHorizontalFlip).</summary>
public sealed class RandomHorizontalFlip : IImageTransform
{
    private readonly double probability;

    /// <summary>Sets how often.</summary>
    /// <param name="probability">0 (never) to 1 (always), 0.5 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public RandomHorizontalFlip(double probability = 0.5) =>
        this.probability = TransformChecks.Between(probability, 0, 1, nameof(probability));

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        destination.CopyFrom(source);
        if (random.NextDouble() < probability) Flip(destination);
    }

    /// <summary>Flips an image left to right in place.</summary>
    public static void Flip(ImageBuffer image)
    {
        var pixels = image.Pixels;
        for (var start = 0; start < pixels.Length; start += image.Width) pixels.Slice(start, image.Width).Reverse();
    }
}
