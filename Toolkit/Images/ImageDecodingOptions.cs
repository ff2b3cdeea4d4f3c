namespace Toolkit.Images;

/// <summary>How image files are decoded.</summary>
public sealed record ImageDecodingOptions
{
    private const long MostPixels = 536_870_897;

    /// <summary>
    /// Most pixels, width × height by the file's header, that are decoded; 1 to 536,870,897, which is as many as an array of four bytes each
    /// holds. Default 178,956,970, from which on PIL sees a decompression bomb: a file of some bytes can announce an image of gigabytes.
    /// Decoding takes 7 bytes a pixel, and up to 13 for progressive JPEGs.
    /// </summary>
    public long MaxPixels { get; init; } = 178_956_970;

    /// <summary>
    /// The shorter side, in pixels and at least 1, that is enough: a JPEG is decoded at a half, a quarter or an eighth of its size where that
    /// is still as large, which is several times as fast. Pixels then differ a little from those of PIL. Null, the default: full size.
    /// </summary>
    public int? SufficientShorterSide { get; init; }

    /// <summary>The defaults.</summary>
    internal static ImageDecodingOptions Default { get; } = new();

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        if (MaxPixels is < 1 or > MostPixels)
            throw new ArgumentOutOfRangeException(nameof(MaxPixels), MaxPixels, $"{nameof(MaxPixels)} must be from 1 to {MostPixels}.");
        if (SufficientShorterSide is { } side) TransformChecks.Size(side, nameof(SufficientShorterSide));
    }
}
