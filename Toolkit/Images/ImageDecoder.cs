using Microsoft.ML.Data;

namespace Toolkit.Images;

/// <summary>
/// Turns image files (JPEG, PNG, WebP, BMP) into three channels of 8 bits, as <c>PIL.Image.convert("RGB")</c> does: grey,
/// palette, CMYK and 16-bit images become colour, and alpha is dropped. Photographs are turned upright by their EXIF orientation.
/// </summary>
public static class ImageDecoder
{
    /// <summary>The extensions, in lower case and with the dot, of the files that can be read.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp"];

    /// <summary>Whether a file's extension, in either case, is among <see cref="Extensions"/>.</summary>
    public static bool IsImageFile(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">The file; its content tells the format, not its name.</param>
    /// <param name="image">Receives shape and pixels.</param>
    /// <exception cref="UnreadableImageException">The file is missing, may not be read, is damaged, cut off, or no image.</exception>
    public static void DecodeFile(string path, ImageBuffer image)
    {
        byte[] encoded;
        try
        {
            encoded = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableImageException(path, error.Message, error);
        }
        Decode(encoded, path, image);
    }

    /// <summary>Decodes an image in memory.</summary>
    /// <param name="encoded">A whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="image">Receives shape and pixels.</param>
    /// <exception cref="UnreadableImageException">The content is damaged, cut off, or no image.</exception>
    public static void Decode(byte[] encoded, string name, ImageBuffer image)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        ArgumentNullException.ThrowIfNull(image);
        if (encoded.Length == 0) throw new UnreadableImageException(name, "The file is empty.");
        if (EncodedImage.IsTruncated(encoded))
            throw new UnreadableImageException(name, "Its end is missing: the file is cut off. Copy or download it again.");
        try
        {
            DecodeWhole(encoded, image);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException or IndexOutOfRangeException)
        {
            throw new UnreadableImageException(
                name, $"The file is damaged, or is no image of a known format ({string.Join(", ", Extensions)}). ({error.Message})", error);
        }
    }

    /// <summary>
    /// Copies an image of ML.NET, as it stands; transparent pixels get the colour that they have before they are blended.
    /// </summary>
    /// <param name="source">The image, in either order of colours.</param>
    /// <param name="image">Receives shape and pixels.</param>
    public static void Copy(MLImage source, ImageBuffer image)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(image);
        MLImagePixels.Copy(source, image, ExifOrientation.Upright);
    }

    private static void DecodeWhole(byte[] encoded, ImageBuffer image)
    {
        var orientation = ExifOrientation.Read(encoded);
        var isPng = EncodedImage.IsPng(encoded);
        if (isPng) encoded = EncodedImage.WithoutPngChunk(encoded, "tRNS"u8);
        using var decoded = MLImage.CreateFromStream(new MemoryStream(encoded, writable: false));
        if (isPng && !MLImagePixels.IsOpaque(decoded)) PngColours.Read(encoded, orientation, image);
        else MLImagePixels.Copy(decoded, image, orientation);
    }
}
