namespace Toolkit.Images;

/// <summary>How pixels between pixels are made up when an image is scaled.</summary>
public enum Interpolation
{
    /// <summary>A triangle over two pixels, widened when shrinking.</summary>
    Bilinear,

    /// <summary>A cubic over four pixels (Keys 1981, a = -0.5, as PIL has it), widened when shrinking. Somewhat sharper.</summary>
    Bicubic,
}
