namespace Toolkit.Estimators;

/// <summary>
/// How the pixels lie in a column of floats, such as ML.NET's ExtractPixels makes. The values are whole numbers from 0 to 255
/// (ExtractPixels without offset and scale), in the order red, green, blue; the network's own normalisation is applied to them.
/// </summary>
public enum PixelOrder
{
    /// <summary>
    /// What the column's type says: three dimensions are channels × height × width, or height × width × channels where only that fits 1
    /// or 3 channels. A vector of one dimension is planar, and a square image.
    /// </summary>
    Auto,

    /// <summary>Channel after channel, as ExtractPixels writes them by default.</summary>
    Planar,

    /// <summary>All channels of the first pixel, then of the second: ExtractPixels with <c>interleavePixelColors</c>.</summary>
    Interleaved,
}
