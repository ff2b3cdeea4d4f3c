namespace Toolkit.Images;

/// <summary>Crops the centre (torchvision's CenterCrop); an image that is too small is padded with black.</summary>
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
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        var (top, left) = CornerOf(source.Height, source.Width, height, width);
        Crop.Cut(source, destination, top, left, height, width);
    }

    /// <summary>Where the cut begins in an image.</summary>
    internal static (int Top, int Left) CornerOf(int imageHeight, int imageWidth, int height, int width) =>
        (Offset(imageHeight, height), Offset(imageWidth, width));

    /// <summary>Where the cut begins. As torchvision: halves are rounded to even when cutting and downwards when padding first.</summary>
    private static int Offset(int size, int wanted) =>
        size >= wanted ? (int)Math.Round((size - wanted) / 2.0, MidpointRounding.ToEven) : -((wanted - size) / 2);
}
