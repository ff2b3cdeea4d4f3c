namespace Toolkit.Data;

/// <summary>
/// Images ready for the network. The arrays belong to the loader and are filled again later: a batch is valid until the
/// next one is asked for.
/// </summary>
public sealed class ImageBatch
{
    internal ImageBatch(int capacity, int channels, int height, int width)
    {
        (Channels, Height, Width) = (channels, height, width);
        Pixels = new float[checked(capacity * ImageSize)];
        Labels = new long[capacity];
        Indices = new int[capacity];
    }

    /// <summary>Number of images; the last batch of an epoch can be smaller than the others.</summary>
    public int Count { get; internal set; }

    /// <summary>Number of channels of every image.</summary>
    public int Channels { get; }

    /// <summary>Height of every image in pixels.</summary>
    public int Height { get; }

    /// <summary>Width of every image in pixels.</summary>
    public int Width { get; }

    /// <summary>Number of floats of one image, <c>C·H·W</c>.</summary>
    public int ImageSize => Channels * Height * Width;

    /// <summary>Normalised pixels, <c>N×C×H×W</c>; only the first <c>Count·C·H·W</c> are valid.</summary>
    public float[] Pixels { get; }

    /// <summary>The label of each image; only the first <see cref="Count"/> are valid.</summary>
    public long[] Labels { get; }

    /// <summary>The index of each image in the data set; only the first <see cref="Count"/> are valid.</summary>
    public int[] Indices { get; }
}
