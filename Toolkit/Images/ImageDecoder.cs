using System.Buffers;
using Microsoft.ML.Data;
using SkiaSharp;
using Toolkit.Files;

namespace Toolkit.Images;

/// <summary>
/// Turns image files (JPEG, PNG, WebP, BMP) into three channels of 8 bits, as <c>PIL.Image.convert("RGB")</c> does: grey,
/// palette, CMYK and 16-bit images become colour, and alpha is dropped. Photographs are turned upright by their EXIF orientation.
/// </summary>
public static class ImageDecoder
{
    /// <summary>What messages call the formats.</summary>
    internal const string FormatNames = "JPEG, PNG, WebP and BMP";

    private static readonly SKEncodedImageFormat[] Formats =
        [SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp, SKEncodedImageFormat.Bmp];

    /// <summary>The extensions, in lower case and with the dot, of the files that can be read.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
        [".jpg", ".jpeg", ".jpe", ".jfif", ".jfi", ".jif", ".pjpeg", ".pjp", ".png", ".apng", ".webp", ".bmp", ".dib"];

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
        Decode(ImageFile.Read(path), path, image, options);
    }

    /// <summary>
    /// Looks whether an image file is all there and not too large, mostly at its beginning and end alone, for a reader that does not:
    /// ML.NET's LoadImages takes files that are cut off. Formats that only LoadImages reads are looked at, too.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UnreadableImageException">
    /// The file is missing, may not be read, is no regular file, is no image, or is an image that is cut off or too large.
    /// </exception>
    public static void CheckFile(string path)
    {
        if (!CheckIfImage(path)) throw Damaged(path, "its beginning is that of none");
    }

    /// <summary>
    /// Looks at the beginning of an image in memory, and decodes nothing: whether its format is known, and whether it has no more pixels than are allowed,
    /// and than its bytes can hold. For images of strangers, before they cost anything; that one is damaged further on shows when it is decoded.
    /// </summary>
    /// <param name="encoded">A whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="UnreadableImageException">The content is too large, or no image.</exception>
    public static void CheckBeginning(byte[] encoded, string name, ImageDecodingOptions? options = null) =>
        UseChecked(encoded, name, options, _ => { });

    /// <summary>Decodes an image in memory.</summary>
    /// <param name="encoded">A whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="image">Receives shape and pixels.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="UnreadableImageException">The content is damaged, cut off, too large, or no image.</exception>
    public static void Decode(byte[] encoded, string name, ImageBuffer image, ImageDecodingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= ImageDecodingOptions.Default;
        UseChecked(encoded, name, options, codec => Decode(codec, SizeFor(codec, options), OrientationOf(codec, encoded), name, image));
    }

    /// <returns>False for a file that is no image, of which nothing is said.</returns>
    private static bool CheckIfImage(string path)
    {
        var (start, end, length) = ImageFile.ReadEnds(path, FileEnd.Length);
        using (var codec = SKCodec.Create(path))
        {
            if (codec is null) return false;
            CheckSize(codec, start, length, path, ImageDecodingOptions.Default);
        }
        if (!FileEnd.IsThere(start, end, length)) CheckWhole(ImageFile.Read(path), path);
        return true;
    }

    /// <summary>Decodes an image for nothing but its errors; of whatever format, as ML.NET reads some more.</summary>
    private static void CheckWhole(byte[] encoded, string name) => Use(encoded, name, codec =>
    {
        if (codec is null) return;
        CheckSize(codec, encoded, encoded.Length, name, ImageDecodingOptions.Default);
        Decode(codec, codec.Info.Size, PixelWalk.Upright, name, new ImageBuffer());
    });

    /// <summary>
    /// Copies an image of ML.NET, as it stands; transparent pixels get the colour that they have before they are blended. Where its Tag is
    /// the path of a file, as LoadImages sets it, that file must be all there.
    /// </summary>
    /// <param name="source">The image, in either order of colours.</param>
    /// <param name="image">Receives shape and pixels.</param>
    /// <exception cref="UnreadableImageException">The file that the image comes from is cut off; the exception names it.</exception>
    public static void Copy(MLImage source, ImageBuffer image)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(image);
        if (IsFile(source.Tag)) CheckIfImage(source.Tag);
        MLImagePixels.Copy(source, image);
    }

    // What it was loaded from may be gone by now, and the pixels are here.
    private static bool IsFile(string? path)
    {
        try
        {
            return File.Exists(path) && RegularFile.LengthOf(path) > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void UseChecked(byte[] encoded, string name, ImageDecodingOptions? options, Action<SKCodec> use)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        options ??= ImageDecodingOptions.Default;
        options.Validate();
        Use(encoded, name, codec =>
        {
            if (codec is null) throw Damaged(name, "its beginning is that of none");
            if (!Formats.Contains(codec.EncodedFormat)) throw Damaged(name, $"it is a {codec.EncodedFormat} file");
            CheckSize(codec, encoded, encoded.Length, name, options);
            use(codec);
        });
    }

    private static void Use(byte[] encoded, string name, Action<SKCodec?> use)
    {
        if (encoded.Length == 0) throw new UnreadableImageException(name, "The file is empty.");
        using var pinned = BmpLength.Mended(encoded).AsMemory().Pin();
        using var data = DataOf(pinned, LengthOf(encoded));
        using var codec = SKCodec.Create(data);
        use(codec);
    }

    // Zeros behind a JPEG are nothing, or the missing part of a file whose space was taken beforehand: the decoder would take them for pixels.
    private static int LengthOf(ReadOnlySpan<byte> encoded) => FileBeginning.IsJpeg(encoded) ? encoded.TrimEnd((byte)0).Length : encoded.Length;

    private static unsafe SKData DataOf(MemoryHandle pinned, int length) => SKData.Create((nint)pinned.Pointer, length);

    /// <exception cref="UnreadableImageException">There are more pixels than are allowed, or than a file of that length can hold.</exception>
    internal static void CheckSize(SKCodec codec, ReadOnlySpan<byte> start, long length, string name, ImageDecodingOptions options)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var pixels = (long)width * height;
        if (pixels > options.MaxPixels)
        {
            throw new UnreadableImageException(
                name, $"It has {width}×{height} pixels (width × height), more than the {options.MaxPixels} of "
                + $"{nameof(ImageDecodingOptions)}.{nameof(ImageDecodingOptions.MaxPixels)}. Make it smaller, or raise the limit.");
        }
        if (length < LeastBytes.Of(codec.EncodedFormat, start, pixels))
        {
            throw new UnreadableImageException(
                name, $"{length} bytes cannot hold its {width}×{height} pixels (width × height): the file is cut off, or its header is "
                + "wrong. Copy or download it again.");
        }
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
        name, $"The file is damaged, or is no image of a known format ({FormatNames}): {how}.");
}
