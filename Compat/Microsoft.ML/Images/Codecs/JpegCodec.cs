using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>JPEG through libjpeg-turbo's TurboJPEG interface: baseline and progressive; grey, YCbCr, RGB, CMYK and YCCK.</summary>
internal static partial class JpegCodec
{
    public const string Package = "libturbojpeg0";
    private const string Library = "libturbojpeg.so.0";

    private const int FormatBgrx = 3, FormatBgra = 8, FormatCmyk = 11;
    private const int ColourSpaceCmyk = 3, ColourSpaceYcck = 4;
    private const int Subsampling420 = 2, BestQuality = 100;
    private const int ErrorIsWarning = 0;

    private static readonly string[] HarmlessWarnings =
    [
        "extraneous bytes before marker", "unknown JFIF revision number", "Unknown Adobe color transform code",
        "Invalid SOS parameters for sequential JPEG",
    ];

    public static ReadOnlySpan<byte> Magic => [0xFF, 0xD8, 0xFF];

    public static unsafe MLImage Decode(ReadOnlySpan<byte> data)
    {
        var handle = tjInitDecompress();
        try
        {
            fixed (byte* source = data)
            {
                // An unusual subsampling makes this fail although the image can be read, so only what it found counts.
                int width = 0, height = 0, colourSpace = -1;
                _ = tjDecompressHeader3(handle, source, (nuint)data.Length, &width, &height, out _, &colourSpace);
                if (width < 1 || height < 1 || colourSpace < 0)
                    throw new ImageFormatException($"the JPEG is damaged: {LastError(handle)}.");
                var pixels = ImageCodec.Allocate(width, height);
                var isCmyk = colourSpace is ColourSpaceCmyk or ColourSpaceYcck;
                fixed (byte* target = pixels)
                {
                    var status = tjDecompress2(
                        handle, source, (nuint)data.Length, target, width, 4 * width, height, isCmyk ? FormatCmyk : FormatBgra, 0);
                    if (status != 0) CheckWarning(handle, data);
                }
                if (isCmyk) InvertedCmykToBgra(pixels);
                return new MLImage(width, height, MLPixelFormat.Bgra32, pixels);
            }
        }
        finally
        {
            _ = tjDestroy(handle);
        }
    }

    public static unsafe byte[] Encode(MLImage image)
    {
        var format = image.PixelFormat == MLPixelFormat.Bgra32 ? FormatBgrx : FormatBgrx - 1;
        var handle = tjInitCompress();
        byte* encoded = null;
        try
        {
            nuint length = 0;
            fixed (byte* source = image.Pixels)
            {
                var status = tjCompress2(
                    handle, source, image.Width, 4 * image.Width, image.Height, format, &encoded, &length, Subsampling420, BestQuality, 0);
                if (status != 0) throw new InvalidOperationException($"Writing JPEG failed: {LastError(handle)}.");
            }
            return new ReadOnlySpan<byte>(encoded, checked((int)length)).ToArray();
        }
        finally
        {
            tjFree(encoded);
            _ = tjDestroy(handle);
        }
    }

    /// <summary>
    /// The library fills what is missing with grey and only warns. Warnings about the headers or about stray bytes between segments
    /// harm nothing and are let pass, unless the end is missing too (only the first warning is kept); everything else is an error.
    /// (The original returns truncated images.)
    /// </summary>
    private static void CheckWarning(nint handle, ReadOnlySpan<byte> data)
    {
        var message = LastError(handle);
        var isHarmless = tjGetErrorCode(handle) == ErrorIsWarning
            && HarmlessWarnings.Any(warning => message.Contains(warning, StringComparison.OrdinalIgnoreCase));
        if (!isHarmless || !HasEnd(data)) throw new ImageFormatException($"the JPEG is damaged or truncated: {message}.");
    }

    /// <summary>Whether an end-of-image marker follows the last scan; neither occurs inside entropy-coded data.</summary>
    private static bool HasEnd(ReadOnlySpan<byte> data) => data.LastIndexOf<byte>([0xFF, 0xD9]) > data.LastIndexOf<byte>([0xFF, 0xDA]);

    /// <summary>Four-colour JPEGs hold inverted inks by Adobe's convention: 255 is no ink, and colour = ink · black / 255.</summary>
    private static void InvertedCmykToBgra(Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i += 4)
        {
            int cyan = pixels[i], magenta = pixels[i + 1], yellow = pixels[i + 2], black = pixels[i + 3];
            pixels[i] = (byte)((yellow * black + 127) / 255);
            pixels[i + 1] = (byte)((magenta * black + 127) / 255);
            pixels[i + 2] = (byte)((cyan * black + 127) / 255);
            pixels[i + 3] = 255;
        }
    }

    private static string LastError(nint handle) => Marshal.PtrToStringUTF8(tjGetErrorStr2(handle)) ?? "unknown error";

    [LibraryImport(Library)]
    private static partial nint tjInitDecompress();

    [LibraryImport(Library)]
    private static partial nint tjInitCompress();

    [LibraryImport(Library)]
    private static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    private static unsafe partial int tjDecompressHeader3(
        nint handle, byte* data, nuint length, int* width, int* height, out int subsampling, int* colourSpace);

    [LibraryImport(Library)]
    private static unsafe partial int tjDecompress2(
        nint handle, byte* data, nuint length, byte* target, int width, int pitch, int height, int format, int flags);

    [LibraryImport(Library)]
    private static unsafe partial int tjCompress2(
        nint handle, byte* source, int width, int pitch, int height, int format,
        byte** encoded, nuint* length, int subsampling, int quality, int flags);

    [LibraryImport(Library)]
    private static unsafe partial void tjFree(byte* buffer);

    [LibraryImport(Library)]
    private static partial nint tjGetErrorStr2(nint handle);

    [LibraryImport(Library)]
    private static partial int tjGetErrorCode(nint handle);
}
