using Microsoft.ML.Images;

namespace Microsoft.ML.Data;

/// <summary>
/// An image in memory: 8 bits for each of blue, green, red and alpha, row by row from the top.
/// Colours are premultiplied by alpha, as the original has them: a file's half transparent white is stored as 128, 128, 128, 128.
/// The orientation tag of a photograph (EXIF) is not applied, grey levels become three equal colours, and colour profiles are ignored.
/// </summary>
public sealed class MLImage : IDisposable
{
    private readonly int width;
    private readonly int height;
    private readonly MLPixelFormat format;
    private byte[]? pixels;
    private string? tag;

    /// <summary>Takes over <paramref name="pixels"/>, which holds exactly 4 · width · height premultiplied bytes.</summary>
    internal MLImage(int width, int height, MLPixelFormat format, byte[] pixels)
    {
        (this.width, this.height, this.format, this.pixels) = (width, height, format, pixels);
    }

    /// <summary>Reads a JPEG, PNG, WebP or BMP image from the rest of a stream; the format is told by the content.</summary>
    /// <param name="imageStream">Left open, at its end.</param>
    /// <returns>An image in <see cref="MLPixelFormat.Bgra32"/>.</returns>
    /// <exception cref="ArgumentException">The content is no image of these formats, or is damaged, truncated or too large.</exception>
    /// <exception cref="DllNotFoundException">The system lacks the library for this format; the message names its package.</exception>
    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        try
        {
            return ImageCodec.Decode(ReadToEnd(imageStream));
        }
        catch (ImageFormatException e)
        {
            throw new ArgumentException($"Invalid input stream contents: {e.Message}", nameof(imageStream), e);
        }
    }

    /// <summary>Reads a JPEG, PNG, WebP or BMP file; the format is told by the content, not by the name.</summary>
    /// <param name="imagePath">The file's path.</param>
    /// <returns>An image in <see cref="MLPixelFormat.Bgra32"/>.</returns>
    /// <exception cref="ArgumentException">The file cannot be opened, or its content is no image of these formats, or is damaged,
    /// truncated or too large.</exception>
    /// <exception cref="DllNotFoundException">The system lacks the library for this format; the message names its package.</exception>
    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        try
        {
            return Load(imagePath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"Invalid path: the image '{imagePath}' cannot be read: {e.Message}", nameof(imagePath), e);
        }
    }

    /// <summary>Makes an image of pixels in memory, which are copied.</summary>
    /// <param name="width">In pixels, at least 1.</param>
    /// <param name="height">In pixels, at least 1.</param>
    /// <param name="pixelFormat"><see cref="MLPixelFormat.Bgra32"/> or <see cref="MLPixelFormat.Rgba32"/>.</param>
    /// <param name="imagePixelData">4 · width · height bytes, colours premultiplied by alpha.</param>
    /// <exception cref="ArgumentException">A size is below 1, the format is another, or the data has another length.</exception>
    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException($"Unsupported pixel format {pixelFormat}: give Bgra32 or Rgba32.", nameof(pixelFormat));
        if (width <= 0) throw new ArgumentException($"Invalid width value {width}: it must be at least 1.", nameof(width));
        if (height <= 0) throw new ArgumentException($"Invalid height value {height}: it must be at least 1.", nameof(height));
        if (imagePixelData.Length != 4L * width * height)
        {
            throw new ArgumentException(
                $"Invalid imagePixelData buffer size {imagePixelData.Length}: {width} x {height} pixels need {4L * width * height} bytes.",
                nameof(imagePixelData));
        }
        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray());
    }

    /// <summary>The order of a pixel's bytes.</summary>
    public MLPixelFormat PixelFormat
    {
        get
        {
            _ = Buffer;
            return format;
        }
    }

    /// <summary>A new array of 3 · width · height bytes: blue, green and red of every pixel, no longer premultiplied.</summary>
    public byte[] GetBGRPixels => PixelLayout.ToBgr(Buffer, format);

    /// <summary>The 4 · width · height bytes of the image, valid until it is disposed.</summary>
    public ReadOnlySpan<byte> Pixels => Buffer;

    /// <summary>Any text that belongs to the image; LoadImages puts the path here.</summary>
    public string? Tag
    {
        get
        {
            _ = Buffer;
            return tag;
        }
        set
        {
            _ = Buffer;
            tag = value;
        }
    }

    /// <summary>Width in pixels.</summary>
    public int Width
    {
        get
        {
            _ = Buffer;
            return width;
        }
    }

    /// <summary>Height in pixels.</summary>
    public int Height
    {
        get
        {
            _ = Buffer;
            return height;
        }
    }

    /// <summary>Always 32.</summary>
    public int BitsPerPixel
    {
        get
        {
            _ = Buffer;
            return 32;
        }
    }

    /// <summary>
    /// Writes the image to a file. JPEG is written with quality 100, 4:2:0 subsampling and without alpha; PNG and WebP are lossless.
    /// </summary>
    /// <param name="imagePath">Its extension chooses the format: .jpg, .jpeg, .png or .webp.</param>
    /// <exception cref="ArgumentException">The extension is another.</exception>
    public void Save(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        var encoded = ImageCodec.Encode(this, Path.GetExtension(imagePath));
        File.WriteAllBytes(imagePath, encoded);
    }

    /// <summary>Gives the pixels back; every other member throws from then on.</summary>
    public void Dispose() => pixels = null;

    /// <summary>Like <see cref="CreateFromFile"/>, but the exceptions of opening the file stay what they are.</summary>
    internal static MLImage Load(string imagePath)
    {
        var data = File.ReadAllBytes(imagePath);
        try
        {
            return ImageCodec.Decode(data);
        }
        catch (ImageFormatException e)
        {
            throw new ArgumentException($"Invalid contents: the image '{imagePath}' cannot be read: {e.Message}", nameof(imagePath), e);
        }
    }

    private byte[] Buffer => pixels ?? throw new InvalidOperationException("Object is disposed.");

    private static byte[] ReadToEnd(Stream stream)
    {
        if (!stream.CanSeek)
        {
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)(stream.Length - stream.Position)));
        stream.ReadExactly(bytes);
        return bytes;
    }
}
