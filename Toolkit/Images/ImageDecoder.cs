using System.Buffers;
using Microsoft.ML.Data;
using SkiaSharp;

namespace Toolkit.Images;

/// <summary>
/// Turns image files (JPEG, PNG, WebP, BMP) into three channels of 8 bits, as <c>PIL.Image.convert("RGB")</c> does: grey,
/// palette, CMYK and 16-bit images become colour, and alpha is dropped. Photographs are turned upright by their EXIF orientation.
/// </summary>
public static class ImageDecoder
{
    private static readonly SKEncodedImageFormat[] Formats =
        [SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp, SKEncodedImageFormat.Bmp];

    /// <summary>The extensions, in lower case and with the dot, of the files that can be read.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp"];

    /// <summary>Whether a file's extension, in either case, is among <see cref="Extensions"/>.</summary>
    public static bool IsImageFile(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">The file; its content tells the format, not its name.</param>
    /// <param name="image">Receives shape and pixels.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="UnreadableImageException">
    /// The file is missing, may not be read, is damaged, cut off, too large, or no image.
    /// </exception>
    public static void DecodeFile(string path, ImageBuffer image, ImageDecodingOptions? options = null)
    {
        Decode(ReadFile(path), path, image, options);
    }

    /// <summary>The content of a file; nothing for a pipe, which has no length and would be waited for.</summary>
    /// <exception cref="UnreadableImageException">The file is missing or may not be read.</exception>
    internal static byte[] ReadFile(string path)
    {
        try
        {
            return new FileInfo(path).Length == 0 ? [] : File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableImageException(path, error.Message, error);
        }
    }

    /// <summary>Decodes an image in memory.</summary>
    /// <param name="encoded">A whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="image">Receives shape and pixels.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="UnreadableImageException">The content is damaged, cut off, too large, or no image.</exception>
    public static void Decode(byte[] encoded, string name, ImageBuffer image, ImageDecodingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        ArgumentNullException.ThrowIfNull(image);
        options ??= ImageDecodingOptions.Default;
        options.Validate();
        if (encoded.Length == 0) throw new UnreadableImageException(name, "The file is empty.");
        using var pinned = encoded.AsMemory().Pin();
        using var data = DataOf(pinned, encoded.Length);
        using var codec = SKCodec.Create(data) ?? throw Damaged(name, "its beginning is that of none");
        if (!Formats.Contains(codec.EncodedFormat)) throw Damaged(name, $"it is a {codec.EncodedFormat} file");
        CheckSize(codec.Info, name, options);
        Decode(codec, SizeFor(codec, options), OrientationOf(codec, encoded), name, image);
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
        MLImagePixels.Copy(source, image);
    }

    private static unsafe SKData DataOf(MemoryHandle pinned, int length) => SKData.Create((nint)pinned.Pointer, length);

    private static void CheckSize(SKImageInfo header, string name, ImageDecodingOptions options)
    {
        if ((long)header.Width * header.Height <= options.MaxPixels) return;
        throw new UnreadableImageException(
            name, $"It has {header.Width}×{header.Height} pixels (width × height), more than the {options.MaxPixels} of "
            + $"{nameof(ImageDecodingOptions)}.{nameof(ImageDecodingOptions.MaxPixels)}. Make it smaller, or raise the limit.");
    }

    /// <summary>The size to decode at: the smallest of those that libjpeg scales to for free, if that is asked for.</summary>
    private static SKSizeI SizeFor(SKCodec codec, ImageDecodingOptions options)
    {
        var full = codec.Info.Size;
        if (options.SufficientShorterSide is not { } side || codec.EncodedFormat != SKEncodedImageFormat.Jpeg) return full;
        return new[] { 1 / 8f, 1 / 4f, 1 / 2f }
            .Select(codec.GetScaledDimensions)
            .FirstOrDefault(size => Math.Min(size.Width, size.Height) >= side, full);
    }

    // Skia reads EXIF of JPEG and WebP files, but not of PNG files.
    private static int OrientationOf(SKCodec codec, byte[] encoded) => codec.EncodedFormat == SKEncodedImageFormat.Png
        ? PngOrientation.Read(encoded)
        : (int)codec.EncodedOrigin;

    private static void Decode(SKCodec codec, SKSizeI size, int orientation, string name, ImageBuffer image)
    {
        // Without a colour space of its own, and not multiplied by alpha: the numbers as they are in the file.
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var pixels = ArrayPool<byte>.Shared.Rent(info.BytesSize);
        try
        {
            Check(GetPixels(codec, info, pixels), name);
            InterleavedPixels.Copy(pixels.AsSpan(0, info.BytesSize), size.Height, size.Width, orientation, image);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    private static unsafe SKCodecResult GetPixels(SKCodec codec, SKImageInfo info, byte[] pixels)
    {
        fixed (byte* destination = pixels) return codec.GetPixels(info, (nint)destination);
    }

    private static void Check(SKCodecResult result, string name)
    {
        if (result == SKCodecResult.Success) return;
        throw result == SKCodecResult.IncompleteInput
            ? new UnreadableImageException(name, "Its end is missing: the file is cut off. Copy or download it again.")
            : Damaged(name, $"the decoder says {result}");
    }

    private static UnreadableImageException Damaged(string name, string how) => new(
        name, $"The file is damaged, or is no image of a known format ({string.Join(", ", Extensions)}): {how}.");
}
