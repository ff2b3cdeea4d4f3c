using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>Chooses the codec: by the first bytes when reading, by the extension when writing.</summary>
internal static class ImageCodec
{
    /// <summary>The most pixels that an image may have: 512 MiB of memory.</summary>
    public const long MaxPixels = 1L << 27;

    /// <summary>Reads an encoded image.</summary>
    /// <exception cref="ImageFormatException">Not an image of a known format, damaged, truncated or too large.</exception>
    public static MLImage Decode(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) throw new ImageFormatException("it is empty.");
        if (data.StartsWith(JpegCodec.Magic)) return NeedingLibrary(data, JpegCodec.Decode, JpegCodec.Package);
        if (data.StartsWith(PngCodec.Magic)) return NeedingLibrary(data, PngCodec.Decode, PngCodec.Package);
        if (WebPCodec.IsWebP(data)) return NeedingLibrary(data, WebPCodec.Decode, WebPCodec.Package);
        if (data.StartsWith(BmpDecoder.Magic)) return BmpDecoder.Decode(data);
        if (data.StartsWith("GIF8"u8)) throw new ImageFormatException("GIF images are not supported; convert it to PNG.");
        throw new ImageFormatException("it is not a JPEG, PNG, WebP or BMP image.");
    }

    /// <summary>Writes an image in the format that an extension with its dot, in either case, stands for.</summary>
    /// <exception cref="ArgumentException">The extension is not known.</exception>
    public static byte[] Encode(MLImage image, string extension) => extension.ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" => NeedingLibrary(image, JpegCodec.Encode, JpegCodec.Package),
        ".png" => NeedingLibrary(image, PngCodec.Encode, PngCodec.Package),
        ".webp" => NeedingLibrary(image, WebPCodec.Encode, WebPCodec.Package),
        _ => throw new ArgumentException($"Saving image with the format '{extension}' is not supported. Use .jpg, .jpeg, .png or .webp."),
    };

    /// <summary>Memory for an image's four bytes a pixel, once its size has been found sensible.</summary>
    public static byte[] Allocate(long width, long height)
    {
        if (width < 1 || height < 1) throw new ImageFormatException($"its size is {width} x {height} pixels.");
        if (width > MaxPixels / height)
            throw new ImageFormatException($"it has {width} x {height} pixels; at most {MaxPixels} pixels are allowed.");
        return GC.AllocateUninitializedArray<byte>((int)(4 * width * height));
    }

    private delegate MLImage Decoder(ReadOnlySpan<byte> data);

    private static MLImage NeedingLibrary(ReadOnlySpan<byte> data, Decoder decode, string package)
    {
        try
        {
            return decode(data);
        }
        catch (DllNotFoundException e)
        {
            throw LibraryMissing(package, e);
        }
    }

    private static byte[] NeedingLibrary(MLImage image, Func<MLImage, byte[]> encode, string package)
    {
        try
        {
            return encode(image);
        }
        catch (DllNotFoundException e)
        {
            throw LibraryMissing(package, e);
        }
    }

    private static DllNotFoundException LibraryMissing(string package, DllNotFoundException inner) =>
        new($"A system library for this image format is missing; install Debian's package {package} (apt-get install {package}).", inner);
}
