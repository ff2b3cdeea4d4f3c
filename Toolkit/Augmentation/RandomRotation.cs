using Toolkit.Images;

namespace Toolkit.Augmentation;

/// <summary>
/// Rotates an image about its centre by a random angle, nearest neighbour, black where nothing is (torchvision's
/// RandomRotation with its defaults). The size stays.
/// </summary>
public sealed class RandomRotation : IImageTransform
{
    private static readonly AffineSampler Black = new(AffineInterpolation.Nearest, fill: null);
    private readonly double degrees;

    /// <summary>Sets the largest angle.</summary>
    /// <param name="degrees">The angle is drawn from −degrees to +degrees; 0 to 360.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public RandomRotation(double degrees) => this.degrees = TransformChecks.Between(degrees, 0, 360, nameof(degrees));

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random) =>
        Rotate(source, destination, random.NextDouble(-degrees, degrees));

    /// <summary>Rotates an image by a given angle.</summary>
    /// <param name="source">The image.</param>
    /// <param name="destination">Another buffer; receives the same shape, and the pixels.</param>
    /// <param name="angle">In degrees, counter-clockwise; any finite number.</param>
    public static void Rotate(ImageBuffer source, ImageBuffer destination, double angle) => Rotate(source, destination, angle, Black);

    internal static void Rotate(ImageBuffer source, ImageBuffer destination, double angle, AffineSampler sampler)
    {
        if (!double.IsFinite(angle))
            throw new ArgumentOutOfRangeException(nameof(angle), angle, "The angle must be a finite number of degrees.");
        angle -= Math.Floor(angle / 360) * 360;
        if (angle == 0) destination.CopyFrom(source);
        else sampler.Sample(source, destination, AffineMatrix.Rotation(angle, source.Height, source.Width));
    }
}
