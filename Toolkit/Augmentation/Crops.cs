using Toolkit.Data;

namespace Toolkit.Augmentation;

/// <summary>Cuts a rectangle out of an image; what lies outside the image is black.</summary>
public static class Crop
{
    /// <summary>Copies a rectangle.</summary>
    /// <param name="source">The image.</param>
    /// <param name="destination">Another buffer; receives shape and pixels.</param>
    /// <param name="top">Row of the rectangle's upper edge; may be negative or beyond the image.</param>
    /// <param name="left">Column of the rectangle's left edge; may be negative or beyond the image.</param>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    public static void Cut(ImageBuffer source, ImageBuffer destination, int top, int left, int height, int width)
    {
        destination.Reshape(source.Channels, height, width);
        int firstRow = Math.Clamp(-top, 0, height), endRow = Math.Clamp(source.Height - top, firstRow, height);
        int firstColumn = Math.Clamp(-left, 0, width), endColumn = Math.Clamp(source.Width - left, firstColumn, width);
        var whole = endRow - firstRow == height && endColumn - firstColumn == width;
        if (!whole) destination.Pixels.Clear();
        for (var channel = 0; channel < source.Channels; channel++)
        {
            ReadOnlySpan<byte> from = source.Plane(channel);
            var to = destination.Plane(channel);
            for (var row = firstRow; row < endRow; row++)
            {
                var line = from.Slice((row + top) * source.Width + firstColumn + left, endColumn - firstColumn);
                line.CopyTo(to[(row * width + firstColumn)..]);
            }
        }
    }
}

/// <summary>Cuts out the middle (torchvision's CenterCrop); an image that is too small gets a black border.</summary>
public sealed class CenterCrop : IImageTransform
{
    private readonly int height, width;

    /// <summary>Sets the size of the result.</summary>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public CenterCrop(int height, int width) =>
        (this.height, this.width) = (TransformChecks.Size(height, nameof(height)), TransformChecks.Size(width, nameof(width)));

    /// <summary>A square result.</summary>
    /// <param name="size">Height and width, at least 1, in pixels.</param>
    public CenterCrop(int size) : this(size, size) { }

    /// <inheritdoc/>
    public bool IsRandom => false;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random) =>
        Crop.Cut(source, destination, Offset(source.Height, height), Offset(source.Width, width), height, width);

    /// <summary>Where the cut begins. As torchvision: halves are rounded to even when cutting and downwards when padding first.</summary>
    private static int Offset(int size, int wanted) =>
        size >= wanted ? (int)Math.Round((size - wanted) / 2.0, MidpointRounding.ToEven) : -((wanted - size) / 2);
}

/// <summary>Cuts a piece out of a random place, after putting a black border around the image (torchvision's RandomCrop).</summary>
public sealed class RandomCrop : IImageTransform
{
    private readonly int height, width, padding;

    /// <summary>Sets the size of the piece and of the border.</summary>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    /// <param name="padding">Width of the border on all four sides, at least 0, in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1 or the padding below 0.</exception>
    public RandomCrop(int height, int width, int padding)
    {
        this.height = TransformChecks.Size(height, nameof(height));
        this.width = TransformChecks.Size(width, nameof(width));
        this.padding = TransformChecks.Padding(padding, nameof(padding));
    }

    /// <summary>A square piece.</summary>
    /// <param name="size">Height and width, at least 1, in pixels.</param>
    /// <param name="padding">Width of the border on all four sides, 0 pixels by default.</param>
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
