namespace Toolkit.Images;

/// <summary>
/// Scales an image with a bilinear or bicubic filter that is widened when shrinking, so that nothing aliases: torchvision's
/// Resize on PIL images, to the same 8-bit values.
/// </summary>
public sealed class Resize : IImageTransform
{
    private readonly int? shorterSide;
    private readonly int height, width;
    private readonly Interpolation interpolation;

    /// <summary>Scales the shorter side to a given length and keeps the proportions; the longer side is rounded down.</summary>
    /// <param name="shorterSide">At least 1, in pixels.</param>
    /// <param name="interpolation">The filter; bilinear by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side is below 1, or there is no such filter.</exception>
    public Resize(int shorterSide, Interpolation interpolation = Interpolation.Bilinear)
    {
        this.shorterSide = TransformChecks.Size(shorterSide, nameof(shorterSide));
        this.interpolation = Checked(interpolation);
    }

    /// <summary>Scales to an exact size, whatever the proportions.</summary>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    /// <param name="interpolation">The filter; bilinear by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or there is no such filter.</exception>
    public Resize(int height, int width, Interpolation interpolation = Interpolation.Bilinear)
    {
        (this.height, this.width) = (TransformChecks.Size(height, nameof(height)), TransformChecks.Size(width, nameof(width)));
        this.interpolation = Checked(interpolation);
    }

    /// <inheritdoc/>
    public bool IsRandom => false;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        var (newHeight, newWidth) = shorterSide is { } side ? SizeFor(source, side) : (height, width);
        CropAndScale(source, destination, new CropArea(0, 0, source.Height, source.Width), newHeight, newWidth, interpolation);
    }

    /// <summary>Cuts a piece out of an image and scales it to an exact size; pixels outside the piece have no influence.</summary>
    /// <param name="source">The image.</param>
    /// <param name="destination">Another buffer; receives shape and pixels.</param>
    /// <param name="area">The piece; must lie inside the image.</param>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    /// <param name="interpolation">The filter; bilinear by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The piece is empty or does not lie inside the image.</exception>
    public static void CropAndScale(
        ImageBuffer source, ImageBuffer destination, CropArea area, int height, int width,
        Interpolation interpolation = Interpolation.Bilinear)
    {
        TransformChecks.Inside(area, source);
        if (area.Height == height && area.Width == width)
        {
            Crop.Cut(source, destination, area.Top, area.Left, height, width);
            return;
        }
        destination.Reshape(source.Channels, height, width);
        Resampler.ForThisThread.Resample(source, area, destination, interpolation);
    }

    private static Interpolation Checked(Interpolation interpolation) => Enum.IsDefined(interpolation)
        ? interpolation
        : throw new ArgumentOutOfRangeException(
            nameof(interpolation), interpolation, $"Choose one of {string.Join(", ", Enum.GetNames<Interpolation>())}.");

    private static (int Height, int Width) SizeFor(ImageBuffer image, int side)
    {
        int Longer(int longer, int shorter) => Math.Max(1, (int)((double)side * longer / shorter));
        return image.Height <= image.Width
            ? (side, Longer(image.Width, image.Height))
            : (Longer(image.Height, image.Width), side);
    }
}
