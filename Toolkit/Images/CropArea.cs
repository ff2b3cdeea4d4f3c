namespace Toolkit.Images;

/// <summary>A rectangle inside an image, in pixels.</summary>
/// <param name="Top">Row of the upper edge.</param>
/// <param name="Left">Column of the left edge.</param>
/// <param name="Height">At least 1.</param>
/// <param name="Width">At least 1.</param>
public readonly record struct CropArea(int Top, int Left, int Height, int Width);
