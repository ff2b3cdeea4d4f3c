using Toolkit.Data;

namespace Toolkit.Augmentation;

/// <summary>
/// Scales an image with a bilinear filter that is widened when shrinking, so that nothing aliases: torchvision's Resize
/// on PIL images, to the same 8-bit values.
/// </summary>
public sealed class Resize : IImageTransform
{
    private readonly int? shorterSide;
    private readonly int height, width;

    /// <summary>Scales the shorter side to a given length and keeps the proportions; the longer side is rounded down.</summary>
    /// <param name="shorterSide">At least 1, in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public Resize(int shorterSide) => this.shorterSide = TransformChecks.Size(shorterSide, nameof(shorterSide));

    /// <summary>Scales to an exact size, whatever the proportions.</summary>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Resize(int height, int width) =>
        (this.height, this.width) = (TransformChecks.Size(height, nameof(height)), TransformChecks.Size(width, nameof(width)));

    /// <inheritdoc/>
    public bool IsRandom => false;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        var (newHeight, newWidth) = shorterSide is { } side ? SizeFor(source, side) : (height, width);
        Bilinear(source, destination, newHeight, newWidth);
    }

    /// <summary>Scales an image to an exact size.</summary>
    /// <param name="source">The image.</param>
    /// <param name="destination">Another buffer; receives shape and pixels.</param>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    public static void Bilinear(ImageBuffer source, ImageBuffer destination, int height, int width) =>
        CropAndScale(source, destination, new CropArea(0, 0, source.Height, source.Width), height, width);

    /// <summary>Cuts a piece out of an image and scales it to an exact size; pixels outside the piece have no influence.</summary>
    /// <param name="source">The image.</param>
    /// <param name="destination">Another buffer; receives shape and pixels.</param>
    /// <param name="area">The piece; must lie inside the image.</param>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The piece is empty or does not lie inside the image.</exception>
    public static void CropAndScale(ImageBuffer source, ImageBuffer destination, CropArea area, int height, int width)
    {
        TransformChecks.Inside(area, source);
        if (area.Height == height && area.Width == width)
        {
            Crop.Cut(source, destination, area.Top, area.Left, height, width);
            return;
        }
        destination.Reshape(source.Channels, height, width);
        Resampler.ForThisThread.Resample(source, area, destination);
    }

    private static (int Height, int Width) SizeFor(ImageBuffer image, int side)
    {
        int Longer(int longer, int shorter) => Math.Max(1, (int)((double)side * longer / shorter));
        return image.Height <= image.Width
            ? (side, Longer(image.Width, image.Height))
            : (Longer(image.Height, image.Width), side);
    }
}
