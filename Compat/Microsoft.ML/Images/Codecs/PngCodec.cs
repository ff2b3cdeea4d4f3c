using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>PNG through libpng's simplified interface: grey, palette, alpha, transparent colour, 1 to 16 bits, interlaced.</summary>
internal static partial class PngCodec
{
    public const string Package = "libpng16-16";
    private const string Library = "libpng16.so.16";

    private const uint Version = 1;
    private const uint FormatBgr = 0x12, FormatBgra = 0x13;
    private const uint SixteenBitsAreSrgb = 4;
    private const int SignatureLength = 8, ChunkOverhead = 12;

    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static unsafe MLImage Decode(ReadOnlySpan<byte> data)
    {
        data = WithoutColourProfile(data);
        var header = new PngImage { Version = Version };
        fixed (byte* source = data)
        {
            try
            {
                if (png_image_begin_read_from_memory(&header, source, (nuint)data.Length) == 0) throw Damaged(header);
                header.Format = FormatBgra;
                header.Flags |= SixteenBitsAreSrgb;
                var pixels = ImageCodec.Allocate(header.Width, header.Height);
                fixed (byte* target = pixels)
                {
                    if (png_image_finish_read(&header, null, target, (int)(4 * header.Width), null) == 0) throw Damaged(header);
                }
                PixelLayout.Premultiply(pixels);
                return new MLImage((int)header.Width, (int)header.Height, MLPixelFormat.Bgra32, pixels);
            }
            finally
            {
                png_image_free(&header);
            }
        }
    }

    /// <summary>Writes three channels when every pixel is opaque, otherwise four with straight alpha.</summary>
    public static unsafe byte[] Encode(MLImage image)
    {
        var opaque = PixelLayout.IsOpaque(image.Pixels);
        var pixels = opaque ? image.GetBGRPixels : PixelLayout.ToStraightBgra(image.Pixels, image.PixelFormat);
        var header = new PngImage
        {
            Version = Version,
            Width = (uint)image.Width,
            Height = (uint)image.Height,
            Format = opaque ? FormatBgr : FormatBgra,
        };
        var encoded = new byte[LargestFile(pixels.LongLength + image.Height)];
        var length = (nuint)encoded.Length;
        fixed (byte* source = pixels, target = encoded)
        {
            if (png_image_write_to_memory(&header, target, &length, 0, source, 0, null) == 0)
                throw new InvalidOperationException($"Writing PNG failed: {Message(header)}.");
        }
        return encoded.AsSpan(0, (int)length).ToArray();
    }

    /// <summary>zlib's bound for data that does not compress, and room for the chunks around it.</summary>
    private static long LargestFile(long raw) => raw + (raw + 7) / 8 + (raw + 63) / 64 + 1024;

    /// <summary>
    /// The simplified interface would convert colours by the profile or gamma that a file states; colours are to stay as stored,
    /// so these chunks are left out.
    /// </summary>
    private static ReadOnlySpan<byte> WithoutColourProfile(ReadOnlySpan<byte> data)
    {
        MemoryStream? kept = null;
        var position = SignatureLength;
        while (position + ChunkOverhead <= data.Length)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(data[position..]);
            var type = data.Slice(position + 4, 4);
            if (size > data.Length - position - ChunkOverhead || type.SequenceEqual("IDAT"u8)) break;
            var next = position + ChunkOverhead + (int)size;
            if (IsColourProfile(type))
            {
                if (kept is null)
                {
                    kept = new MemoryStream(data.Length);
                    kept.Write(data[..position]);
                }
            }
            else
            {
                kept?.Write(data[position..next]);
            }
            position = next;
        }
        if (kept is null) return data;
        kept.Write(data[position..]);
        return kept.GetBuffer().AsSpan(0, (int)kept.Length);
    }

    private static bool IsColourProfile(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("gAMA"u8) || type.SequenceEqual("cHRM"u8) || type.SequenceEqual("iCCP"u8) || type.SequenceEqual("sRGB"u8);

    private static ImageFormatException Damaged(in PngImage header) => new($"the PNG is damaged or truncated: {Message(header)}.");

    private static unsafe string Message(in PngImage header)
    {
        fixed (byte* text = header.Message)
        {
            return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        }
    }

    /// <summary>libpng's <c>png_image</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct PngImage
    {
        public nint Opaque;
        public uint Version;
        public uint Width;
        public uint Height;
        public uint Format;
        public uint Flags;
        public uint ColormapEntries;
        public uint WarningOrError;
        public fixed byte Message[64];
    }

    [LibraryImport(Library)]
    private static unsafe partial int png_image_begin_read_from_memory(PngImage* image, byte* data, nuint length);

    [LibraryImport(Library)]
    private static unsafe partial int png_image_finish_read(PngImage* image, byte* background, byte* target, int rowStride, byte* colormap);

    [LibraryImport(Library)]
    private static unsafe partial void png_image_free(PngImage* image);

    [LibraryImport(Library)]
    private static unsafe partial int png_image_write_to_memory(
        PngImage* image, byte* target, nuint* length, int to8Bits, byte* source, int rowStride, byte* colormap);
}
