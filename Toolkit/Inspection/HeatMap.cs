using Toolkit.Images;

namespace Toolkit.Inspection;

/// <summary>How much each pixel of an image contributes to a class's logit.</summary>
public sealed class HeatMap
{
    private readonly ImageBuffer? image;
    private readonly float[] values;

    internal HeatMap(int @class, float score, string layer, (int Height, int Width) size, float[] values, ImageBuffer? image)
    {
        (Class, Score, Layer) = (@class, score, layer);
        (Height, Width) = size;
        this.values = values;
        this.image = image;
    }

    /// <summary>The class that is explained.</summary>
    public int Class { get; }

    /// <summary>The network's logit for it.</summary>
    public float Score { get; }

    /// <summary>The layer whose feature maps were looked at.</summary>
    public string Layer { get; }

    /// <summary>Height in pixels, that of the network's input.</summary>
    public int Height { get; }

    /// <summary>Width in pixels, that of the network's input.</summary>
    public int Width { get; }

    /// <summary>
    /// <c>Height · Width</c> numbers row by row, 0 (does not speak for the class) to 1 (the strongest part of this image); all 0
    /// where nothing speaks for it.
    /// </summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>The map in colours, from blue (0) over green to red (1), over the image where there is one.</summary>
    /// <param name="opacity">How much the colours cover the image, 0 to 1; 0.5 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="opacity"/> is out of its range.</exception>
    public ImageBuffer Draw(double opacity = 0.5)
    {
        if (!(opacity is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(opacity), $"The opacity must be between 0 and 1, but is {opacity}.");
        var drawing = new ImageBuffer();
        drawing.Reshape(3, Height, Width);
        for (var colour = 0; colour < 3; colour++) Blend(colour, image is null ? 1 : opacity, drawing.Plane(colour));
        return drawing;
    }

    /// <summary>Writes the coloured map over the image to a file.</summary>
    /// <param name="path">Ends in <c>.png</c>.</param>
    /// <param name="opacity">How much the colours cover the image, 0 to 1; 0.5 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="opacity"/> is out of its range.</exception>
    /// <exception cref="ArgumentException">Another kind of file.</exception>
    /// <exception cref="Files.UnwritableFileException">The folder is missing or not writable, or the disk is full; the old file is unchanged.</exception>
    public void Save(string path, double opacity = 0.5) => PngFile.Save(Draw(opacity), path);

    private void Blend(int colour, double opacity, Span<byte> plane)
    {
        var below = image is null ? default : image.Plane(Math.Min(colour, image.Channels - 1));
        for (var i = 0; i < plane.Length; i++)
        {
            var heat = byte.MaxValue * Shade(colour, values[i]);
            plane[i] = (byte)Math.Round(below.IsEmpty ? heat : opacity * heat + (1 - opacity) * below[i]);
        }
    }

    /// <summary>Blue peaks at a quarter, green at a half and red at three quarters of the scale.</summary>
    private static double Shade(int colour, float value) => Math.Clamp(1.5 - Math.Abs(4 * value - (3 - colour)), 0, 1);
}
