using Toolkit.Images;

namespace Toolkit.Estimators.Data;

/// <summary>One growing block of pixels, so that the images of a data view lie in memory once.</summary>
/// <param name="imageLength">Bytes of an image.</param>
/// <param name="expectedCount">Number of images, where it is known.</param>
internal sealed class PixelBlock(int imageLength, long? expectedCount)
{
    private readonly long mostImages = Array.MaxLength / imageLength;
    private byte[] pixels = new byte[imageLength * (int)Math.Clamp(expectedCount ?? 64, 1, Array.MaxLength / imageLength)];
    private int count;

    public void Add(ReadOnlySpan<byte> image)
    {
        if ((count + 1L) * imageLength > pixels.Length) Grow();
        image.CopyTo(pixels.AsSpan(count * imageLength));
        count++;
    }

    /// <summary>The block itself where it is full to the last byte, else a copy of the part in use.</summary>
    public byte[] ToArray()
    {
        Array.Resize(ref pixels, count * imageLength);
        return pixels;
    }

    private void Grow()
    {
        if (count == mostImages)
        {
            throw new InvalidOperationException(
                $"The data view has more than {count} images of {imageLength} bytes, the most that fit into one block of {Array.MaxLength / 1e9:F1} GB. " +
                "Train on fewer or smaller images.");
        }

        Array.Resize(ref pixels, imageLength * (int)Math.Min(2L * count, mostImages));
    }
}
