using Toolkit.Images;

namespace Toolkit.Augmentation;

/// <summary>Crops an image at a random place, after padding it with black (torchvision's RandomCrop).</summary>
public sealed class RandomCrop : IImageTransform
{
    private readonly int height, width, padding;

    /// <summary>Sets the size of the crop and of the padding.</summary>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    /// <param name="padding">Padding on all four sides, at least 0, in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1 or the padding below 0.</exception>
    public RandomCrop(int height, int width, int padding)
    {
        this.height = TransformChecks.Size(height, nameof(height));
        this.width = TransformChecks.Size(width, nameof(width));
        this.padding = TransformChecks.Padding(padding, nameof(padding));
    }

    /// <summary>A square crop.</summary>
    /// <param name="size">Height and width, at least 1, in pixels.</param>
    /// <param name="padding">Padding on all four sides, 0 pixels by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1 or the padding below 0.</exception>
    public RandomCrop(int size, int padding = 0) : this(size, size, padding) { }

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        int freeRows = source.Height + 2 * padding - height, freeColumns = source.Width + 2 * padding - width;
        if (freeRows < 0 || freeColumns < 0)
        {
            throw new ArgumentException(
                $"RandomCrop cannot cut {height}×{width} (height×width) out of an image of {source.Height}×{source.Width} with a " +
                $"border of {padding}. Resize the image first, or enlarge the padding.");
        }
        var top = random.NextInt(freeRows + 1) - padding;
        var left = random.NextInt(freeColumns + 1) - padding;
        Crop.Cut(source, destination, top, left, height, width);
    }
}
