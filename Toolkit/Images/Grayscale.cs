namespace Toolkit.Images;

/// <summary>Takes the colour out of an image (torchvision's Grayscale).</summary>
public sealed class Grayscale : IImageTransform
{
    private readonly int channels;

    /// <summary>Sets the number of channels of the result.</summary>
    /// <param name="channels">1, or 3 for three equal channels. The default is 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another number.</exception>
    public Grayscale(int channels = 1) => this.channels = TransformChecks.ChannelCount(channels);

    /// <inheritdoc/>
    public bool IsRandom => false;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random) => ToGrey(source, destination, channels);

    /// <summary>
    /// Writes the luma of an image, ITU-R 601 in 16-bit fixed point as PIL has it, into one channel or into three equal ones.
    /// </summary>
    /// <param name="source">An image with 1 or 3 channels.</param>
    /// <param name="destination">Another buffer; receives shape and pixels.</param>
    /// <param name="channels">1 or 3.</param>
    public static void ToGrey(ImageBuffer source, ImageBuffer destination, int channels = 1)
    {
        TransformChecks.ChannelCount(channels);
        destination.Reshape(channels, source.Height, source.Width);
        if (source.Channels == 1) source.Plane(0).CopyTo(destination.Plane(0));
        else Luma(source, destination.Plane(0));
        for (var channel = 1; channel < channels; channel++) destination.Plane(0).CopyTo(destination.Plane(channel));
    }

    /// <summary>The luma of every pixel of a colour image.</summary>
    /// <param name="image">An image with 3 channels.</param>
    /// <param name="luma">Receives <c>H·W</c> values.</param>
    internal static void Luma(ImageBuffer image, Span<byte> luma)
    {
        TransformChecks.Colour(image);
        ReadOnlySpan<byte> red = image.Plane(0), green = image.Plane(1), blue = image.Plane(2);
        for (var i = 0; i < luma.Length; i++) luma[i] = Luma(red[i], green[i], blue[i]);
    }

    /// <summary>The luma of one pixel: 0.299 red, 0.587 green, 0.114 blue, rounded.</summary>
    internal static byte Luma(byte red, byte green, byte blue) => (byte)((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
}
