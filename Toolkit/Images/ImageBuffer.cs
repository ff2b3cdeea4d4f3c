namespace Toolkit.Images;

/// <summary>
/// One 8-bit image in planar order: all of channel 0 row by row, then channel 1, and so on (<c>C×H×W</c>, red first).
/// The memory grows when needed and is reused, so that a loader thread allocates nothing per image.
/// </summary>
public sealed class ImageBuffer
{
    private byte[] pixels = [];

    /// <summary>Number of channels: 1 (grey) or 3 (red, green, blue).</summary>
    public int Channels { get; private set; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>The <c>Channels · Height · Width</c> values, 0 to 255.</summary>
    public Span<byte> Pixels => pixels.AsSpan(0, Channels * Height * Width);

    /// <summary>The <c>Height · Width</c> values of one channel.</summary>
    /// <param name="channel">0 to <see cref="Channels"/> - 1.</param>
    public Span<byte> Plane(int channel) => Pixels.Slice(channel * Height * Width, Height * Width);

    /// <summary>Sets the shape; the pixel values are undefined until they are written.</summary>
    /// <param name="channels">At least 1.</param>
    /// <param name="height">At least 1, in pixels.</param>
    /// <param name="width">At least 1, in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public void Reshape(int channels, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        (Channels, Height, Width) = (channels, height, width);
        var needed = checked(channels * height * width);
        if (pixels.Length < needed) pixels = new byte[needed];
    }

    /// <summary>Makes this image equal to another one.</summary>
    public void CopyFrom(ImageBuffer other)
    {
        Reshape(other.Channels, other.Height, other.Width);
        other.Pixels.CopyTo(Pixels);
    }
}
