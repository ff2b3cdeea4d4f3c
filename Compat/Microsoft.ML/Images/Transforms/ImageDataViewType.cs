using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>The type of a column of <see cref="MLImage"/>s, of one known size or of any.</summary>
public sealed class ImageDataViewType : StructuredDataViewType
{
    /// <summary>Images of one size.</summary>
    /// <param name="height">In pixels, at least 1.</param>
    /// <param name="width">In pixels, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the image would need more than 2³¹ bytes.</exception>
    public ImageDataViewType(int height, int width)
        : base(typeof(MLImage))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if ((long)height * width > int.MaxValue / 4)
            throw new ArgumentOutOfRangeException(nameof(height), $"height * width is too large: {height} x {width}.");
        (Height, Width) = (height, width);
    }

    /// <summary>Images of any size.</summary>
    public ImageDataViewType()
        : base(typeof(MLImage))
    {
    }

    /// <summary>Height in pixels; 0 for any.</summary>
    public readonly int Height;

    /// <summary>Width in pixels; 0 for any.</summary>
    public readonly int Width;

    /// <summary>Whether the other is a type of images of the same size.</summary>
    public override bool Equals(DataViewType? other) => other is ImageDataViewType image && image.Height == Height && image.Width == Width;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Height, Width);

    /// <summary>"Image" or "Image&lt;height, width&gt;".</summary>
    public override string ToString() => IsKnownSize ? $"Image<{Height}, {Width}>" : "Image";

    internal bool IsKnownSize => Height > 0;
}
