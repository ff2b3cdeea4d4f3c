namespace Toolkit.Images;

/// <summary>
/// Where the pixels of an upright image lie in the stored one. Going one row down or one column to the right is a
/// constant step through the stored pixels, whatever the orientation.
/// </summary>
/// <param name="Height">Height of the upright image.</param>
/// <param name="Width">Width of the upright image.</param>
/// <param name="Start">Stored pixel of the upper left corner.</param>
/// <param name="RowStep">Step to the pixel below.</param>
/// <param name="ColumnStep">Step to the pixel on the right.</param>
internal readonly record struct PixelWalk(int Height, int Width, int Start, int RowStep, int ColumnStep)
{
    /// <summary>EXIF's number for an image that is stored as it is seen.</summary>
    public const int Upright = 1;

    /// <param name="height">Height of the stored image.</param>
    /// <param name="width">Width of the stored image.</param>
    /// <param name="orientation">1 to 8, as EXIF numbers them.</param>
    public static PixelWalk Over(int height, int width, int orientation)
    {
        int right = width - 1, bottom = (height - 1) * width;
        return orientation switch
        {
            2 => new(height, width, right, width, -1),
            3 => new(height, width, bottom + right, -width, -1),
            4 => new(height, width, bottom, -width, 1),
            5 => new(width, height, 0, 1, width),
            6 => new(width, height, bottom, 1, -width),
            7 => new(width, height, bottom + right, -1, -width),
            8 => new(width, height, right, -1, width),
            _ => new(height, width, 0, width, 1),
        };
    }
}
