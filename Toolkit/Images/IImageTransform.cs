namespace Toolkit.Images;

/// <summary>
/// A step that turns an 8-bit image into another one. A transform holds only its options, so one object serves any
/// number of threads at once.
/// </summary>
public interface IImageTransform
{
    /// <summary>Whether the result depends on random numbers; if not, it can be computed once and kept.</summary>
    bool IsRandom { get; }

    /// <summary>Writes the transformed image, shape included, into <paramref name="destination"/>.</summary>
    /// <param name="source">The image; it is left as it is.</param>
    /// <param name="destination">Another buffer than <paramref name="source"/>; receives shape and pixels.</param>
    /// <param name="random">The image's random numbers; not touched where <see cref="IsRandom"/> is false.</param>
    /// <exception cref="ArgumentException">The image does not suit the transform; the message says why.</exception>
    void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random);
}
