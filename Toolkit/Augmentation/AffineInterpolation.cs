namespace Toolkit.Augmentation;

/// <summary>How an image that is turned, moved, scaled or sheared gets the value of a pixel.</summary>
public enum AffineInterpolation
{
    /// <summary>The pixel that is there: fast, and torchvision's default.</summary>
    Nearest,

    /// <summary>A mean of the four pixels around, weighted by nearness: smoother edges.</summary>
    Bilinear,
}
