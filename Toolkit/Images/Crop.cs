namespace Toolkit.Images;

/// <summary>Cuts a rectangle out of an image; what lies outside the image is black.</summary>
public static class Crop
{
    /// <summary>Copies a rectangle.</summary>
    /// <param name="source">The image.</param>
    /// <param name="destination">Another buffer; receives shape and pixels.</param>
    /// <param name="top">Row of the rectangle's upper edge; may be negative or beyond the image.</param>
    /// <param name="left">Column of the rectangle's left edge; may be negative or beyond the image.</param>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    public static void Cut(ImageBuffer source, ImageBuffer destination, int top, int left, int height, int width)
    {
        destination.Reshape(source.Channels, height, width);
        int firstRow = Math.Clamp(-top, 0, height), endRow = Math.Clamp(source.Height - top, firstRow, height);
        int firstColumn = Math.Clamp(-left, 0, width), endColumn = Math.Clamp(source.Width - left, firstColumn, width);
        var whole = endRow - firstRow == height && endColumn - firstColumn == width;
        if (!whole) destination.Pixels.Clear();
        for (var channel = 0; channel < source.Channels; channel++)
        {
            ReadOnlySpan<byte> from = source.Plane(channel);
            var to = destination.Plane(channel);
            for (var row = firstRow; row < endRow; row++)
            {
                var line = from.Slice((row + top) * source.Width + firstColumn + left, endColumn - firstColumn);
                line.CopyTo(to[(row * width + firstColumn)..]);
            }
        }
    }
}
