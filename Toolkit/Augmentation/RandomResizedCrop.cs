using Toolkit.Images;

namespace Toolkit.Augmentation;

/// <summary>
/// Crops an image at random area, aspect ratio and place, and resizes the crop to one size (torchvision's RandomResizedCrop;
/// Szegedy et al. 2015).
/// </summary>
public sealed class RandomResizedCrop : IImageTransform
{
    private const int Attempts = 10;
    private readonly int height, width;
    private readonly (double Low, double High) scale, ratio;

    /// <summary>Sets the size of the result and the limits of the crop.</summary>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    /// <param name="scale">Share of the image's area, above 0 and at most 1: from and to; (0.08, 1) by default.</param>
    /// <param name="ratio">Width divided by height, above 0: from and to; (3/4, 4/3) by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or a limit is out of its range.</exception>
    public RandomResizedCrop(int height, int width, (double Low, double High)? scale = null, (double Low, double High)? ratio = null)
    {
        this.height = TransformChecks.Size(height, nameof(height));
        this.width = TransformChecks.Size(width, nameof(width));
        this.scale = TransformChecks.Range(scale ?? (0.08, 1), nameof(scale));
        TransformChecks.Between(this.scale.High, 0, 1, nameof(scale));
        this.ratio = TransformChecks.Range(ratio ?? (3.0 / 4, 4.0 / 3), nameof(ratio));
    }

    /// <summary>A square result with the default limits.</summary>
    /// <param name="size">Height and width, at least 1, in pixels.</param>
    public RandomResizedCrop(int size) : this(size, size) { }

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        var piece = Choose(source.Height, source.Width, ref random);
        Resize.CropAndScale(source, destination, piece, height, width);
    }

    /// <summary>Draws a crop that lies inside the image; after ten failures, the largest centred one of an allowed aspect ratio.</summary>
    public CropArea Choose(int imageHeight, int imageWidth, ref ImageRandom random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = imageHeight * imageWidth * random.NextDouble(scale.Low, scale.High);
            var proportion = Math.Exp(random.NextDouble(Math.Log(ratio.Low), Math.Log(ratio.High)));
            var pieceWidth = (int)Math.Round(Math.Sqrt(area * proportion));
            var pieceHeight = (int)Math.Round(Math.Sqrt(area / proportion));
            if (pieceWidth < 1 || pieceHeight < 1 || pieceWidth > imageWidth || pieceHeight > imageHeight) continue;
            var top = random.NextInt(imageHeight - pieceHeight + 1);
            return new CropArea(top, random.NextInt(imageWidth - pieceWidth + 1), pieceHeight, pieceWidth);
        }
        return Centred(imageHeight, imageWidth);
    }

    private CropArea Centred(int imageHeight, int imageWidth)
    {
        var proportion = Math.Clamp((double)imageWidth / imageHeight, ratio.Low, ratio.High);
        var pieceWidth = Math.Min(imageWidth, Math.Max(1, (int)Math.Round(imageHeight * proportion)));
        var pieceHeight = Math.Min(imageHeight, Math.Max(1, (int)Math.Round(imageWidth / proportion)));
        return new CropArea((imageHeight - pieceHeight) / 2, (imageWidth - pieceWidth) / 2, pieceHeight, pieceWidth);
    }
}
