using System.Buffers.Binary;
using System.IO.Compression;

namespace Toolkit.Images;

/// <summary>
/// Reads the colours of PNG files that have an alpha channel. ML.NET's images hold colours multiplied by alpha, so the
/// colour of a transparent pixel is lost there, while PIL and torchvision go on with it. The PNG specification is ISO/IEC 15948.
/// </summary>
internal static class PngColours
{
    private const int GreyAlpha = 4, ColourAlpha = 6;

    /// <summary>Where the seven passes of an interlaced file begin, and their distances: column, row, columns apart, rows apart.</summary>
    private static readonly (int Left, int Top, int Across, int Down)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Reads red, green and blue and turns the image upright.</summary>
    /// <param name="file">A PNG file with an alpha channel, whose size has been found sensible.</param>
    /// <param name="orientation">1 to 8, as EXIF numbers them.</param>
    /// <param name="image">Receives shape and pixels.</param>
    /// <exception cref="InvalidDataException">The file is damaged or has no alpha channel.</exception>
    public static void Read(byte[] file, int orientation, ImageBuffer image)
    {
        var header = EncodedImage.PngChunk(file, "IHDR"u8);
        if (header.Length != 13) throw new InvalidDataException("The PNG header is damaged.");
        int width = BinaryPrimitives.ReadInt32BigEndian(header), height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        int depth = header[8], type = header[9], interlaced = header[12];
        if (depth is not (8 or 16) || type is not (GreyAlpha or ColourAlpha))
            throw new InvalidDataException("The PNG file has no alpha channel.");

        using var inflated = new ZLibStream(EncodedImage.PngChunks(file, "IDAT"u8), CompressionMode.Decompress);
        var stored = new byte[checked(3 * height * width)];
        foreach (var (left, top, across, down) in interlaced == 0 ? [(0, 0, 1, 1)] : Adam7)
        {
            int columns = (width - left + across - 1) / across, rows = (height - top + down - 1) / down;
            if (columns == 0 || rows == 0) continue;
            int Place(int row, int column) => ((top + row * down) * width + left + column * across) * 3;
            ReadPass(inflated, columns, rows, type, depth, Place, stored);
        }
        TurnUpright(stored, PixelWalk.Over(height, width, orientation), image);
    }

    private static void ReadPass(Stream inflated, int columns, int rows, int type, int depth, Func<int, int, int> place, byte[] stored)
    {
        int sample = depth / 8, pixel = sample * (type == GreyAlpha ? 2 : 4);
        byte[] line = new byte[columns * pixel], above = new byte[columns * pixel];
        for (var row = 0; row < rows; row++)
        {
            var filter = inflated.ReadByte();
            inflated.ReadExactly(line);
            Unfilter(filter, line, above, pixel);
            for (var column = 0; column < columns; column++)
            {
                var to = place(row, column);
                for (var colour = 0; colour < 3; colour++)
                    stored[to + colour] = line[column * pixel + (type == GreyAlpha ? 0 : colour * sample)];
            }
            (line, above) = (above, line);
        }
    }

    private static void Unfilter(int filter, byte[] line, byte[] above, int pixel)
    {
        for (var i = 0; i < line.Length; i++)
        {
            int left = i < pixel ? 0 : line[i - pixel], aboveLeft = i < pixel ? 0 : above[i - pixel];
            line[i] += filter switch
            {
                0 => 0,
                1 => (byte)left,
                2 => above[i],
                3 => (byte)((left + above[i]) / 2),
                4 => Paeth(left, above[i], aboveLeft),
                _ => throw new InvalidDataException($"The PNG file has a line with an unknown filter, {filter}."),
            };
        }
    }

    /// <summary>Of the three neighbours the one nearest to left + above − aboveLeft.</summary>
    private static byte Paeth(int left, int above, int aboveLeft)
    {
        int toLeft = Math.Abs(above - aboveLeft), toAbove = Math.Abs(left - aboveLeft);
        int toAboveLeft = Math.Abs(left + above - 2 * aboveLeft);
        if (toLeft <= toAbove && toLeft <= toAboveLeft) return (byte)left;
        return (byte)(toAbove <= toAboveLeft ? above : aboveLeft);
    }

    private static void TurnUpright(byte[] stored, PixelWalk walk, ImageBuffer image)
    {
        image.Reshape(3, walk.Height, walk.Width);
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = image.Plane(channel);
            for (int row = 0, to = 0; row < walk.Height; row++)
                for (var column = 0; column < walk.Width; column++)
                    plane[to++] = stored[(walk.Start + row * walk.RowStep + column * walk.ColumnStep) * 3 + channel];
        }
    }
}
