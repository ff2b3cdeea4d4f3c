namespace Toolkit.Images;

/// <summary>
/// Makes every image have a given number of channels: grey becomes three equal channels, colour becomes grey by the
/// luma weights of ITU-R 601. An image that has the number already is left as it is.
/// </summary>
public sealed class Channels : IImageTransform
{
    private readonly int count;

    /// <summary>Sets the number of channels.</summary>
    /// <param name="count">1 or 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another number.</exception>
    public Channels(int count) => this.count = TransformChecks.ChannelCount(count);

    /// <inheritdoc/>
    public bool IsRandom => false;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        if (source.Channels == count) destination.CopyFrom(source);
        else Grayscale.ToGrey(source, destination, count);
    }
}
