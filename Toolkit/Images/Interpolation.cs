namespace Toolkit.Images;

/// <summary>The filter with which an image is resized.</summary>
public enum Interpolation
{
    /// <summary>A triangle over two pixels, widened when shrinking.</summary>
    Bilinear,

    /// <summary>A cubic over four pixels (Keys 1981, a = -0.5, as PIL has it), widened when shrinking. Somewhat sharper.</summary>
    Bicubic,
}
