using Toolkit.Images;
using Toolkit.Samples.WebApp.Predicting;

namespace Toolkit.Samples.WebApp.Corrections;

/// <summary>
/// What is stored of an image: a JPEG of its pixels, no more of them than a network looks at, without the place and time that photographs carry.
/// </summary>
internal static class StoredImage
{
    private const int ShorterSide = 512, LongerSide = 4096, Quality = 95;

    /// <summary>Makes it of a whole file.</summary>
    /// <exception cref="UnreadableImageException">The image is damaged.</exception>
    public static byte[] Of(byte[] file)
    {
        var pixels = new ImageBuffer();
        ImageDecoder.Decode(file, UploadedImage.Name, pixels, new() { SufficientShorterSide = ShorterSide });
        return ImageEncoder.ToJpeg(Shrunk(pixels), Quality);
    }

    private static ImageBuffer Shrunk(ImageBuffer image)
    {
        var (shorter, longer) = (Math.Min(image.Height, image.Width), Math.Max(image.Height, image.Width));
        var scale = Math.Min((double)ShorterSide / shorter, (double)LongerSide / longer);
        if (scale >= 1) return image;
        var result = new ImageBuffer();
        Resize.CropAndScale(image, result, new(0, 0, image.Height, image.Width), Scaled(image.Height), Scaled(image.Width));
        return result;

        int Scaled(int side) => Math.Max(1, (int)Math.Round(side * scale));
    }
}
