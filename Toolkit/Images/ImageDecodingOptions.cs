namespace Toolkit.Images;

/// <summary>How image files are decoded.</summary>
public sealed record ImageDecodingOptions
{
    /// <summary>
    /// Most pixels, width × height by the file's header, that are decoded; at least 1. Default 178,956,970, from which on PIL sees a
    /// decompression bomb: a file of some bytes can announce an image of gigabytes.
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
        if (MaxPixels < 1) throw new ArgumentOutOfRangeException(nameof(MaxPixels), MaxPixels, $"{nameof(MaxPixels)} must be at least 1.");
        if (SufficientShorterSide is { } side) TransformChecks.Size(side, nameof(SufficientShorterSide));
    }
}
