using Toolkit.Images;

namespace Toolkit.UnitTests.Augmentation;

/// <summary>Transforms with the random numbers of an image.</summary>
internal static class RandomApplication
{
    /// <summary>What a transform makes of an image.</summary>
    /// <param name="transform">The transform.</param>
    /// <param name="image">The image.</param>
    /// <param name="index">Any number: another one, other random numbers.</param>
    public static ImageBuffer Apply(IImageTransform transform, ImageBuffer image, int index)
    {
        var random = new ImageRandom(11, 0, index);
        var result = new ImageBuffer();
        transform.Apply(image, result, ref random);
        return result;
    }
}
