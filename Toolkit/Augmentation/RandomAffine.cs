using Toolkit.Images;
using Toolkit.Text;

namespace Toolkit.Augmentation;

/// <summary>
/// Rotates, moves, scales and shears an image at random, about its centre (torchvision's RandomAffine on PIL images). The size stays.
/// </summary>
public sealed class RandomAffine : IImageTransform
{
    private readonly (double Low, double High) degrees, scale, shearX, shearY;
    private readonly (double X, double Y) translate;
    private readonly (double X, double Y)? center;
    private readonly AffineSampler sampler;

    /// <summary>Sets the ranges, from each of which a number is drawn, all equally likely.</summary>
    /// <param name="degrees">Rotation in degrees, clockwise: from and to.</param>
    /// <param name="translate">Largest shift to either side, as shares of width and height from 0 to 1; none by default.</param>
    /// <param name="scale">Enlargement, above 0: from and to; none by default.</param>
    /// <param name="shearX">Shear along the rows in degrees, above −90 and below 90: from and to; none by default.</param>
    /// <param name="shearY">Shear along the columns likewise; none by default.</param>
    /// <param name="interpolation">Nearest neighbour by default.</param>
    /// <param name="fill">Colour where nothing is: one value for all channels, or one a channel; black by default.</param>
    /// <param name="center">Centre of the rotation in pixels from the upper left corner; the image's centre by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public RandomAffine(
        (double Low, double High) degrees, (double X, double Y)? translate = null, (double Low, double High)? scale = null,
        (double Low, double High)? shearX = null, (double Low, double High)? shearY = null,
        AffineInterpolation interpolation = AffineInterpolation.Nearest, IReadOnlyList<byte>? fill = null,
        (double X, double Y)? center = null)
    {
        this.degrees = TransformChecks.Ordered(degrees, nameof(degrees));
        this.translate = Require.That(
            translate is not { } share || (share.X is >= 0 and <= 1 && share.Y is >= 0 and <= 1), translate ?? (0, 0),
            "must be two shares of width and height, each from 0 to 1", nameof(translate));
        this.scale = TransformChecks.Range(scale ?? (1, 1), nameof(scale));
        this.shearX = Shear(shearX, nameof(shearX));
        this.shearY = Shear(shearY, nameof(shearY));
        this.center = Require.That(
            center is not { } point || (double.IsFinite(point.X) && double.IsFinite(point.Y)), center, "must be two finite numbers of pixels");
        sampler = new AffineSampler(interpolation, fill);
    }

    /// <summary>Rotations by as much to the left as to the right.</summary>
    /// <param name="degrees">The angle is drawn from −degrees to +degrees; at least 0. With 0, nothing is rotated.</param>
    /// <param name="translate">Largest shift to either side, as shares of width and height from 0 to 1; none by default.</param>
    /// <param name="scale">Enlargement, above 0: from and to; none by default.</param>
    /// <param name="shearX">Shear along the rows in degrees, above −90 and below 90: from and to; none by default.</param>
    /// <param name="shearY">Shear along the columns likewise; none by default.</param>
    /// <param name="interpolation">Nearest neighbour by default.</param>
    /// <param name="fill">Colour where nothing is: one value for all channels, or one a channel; black by default.</param>
    /// <param name="center">Centre of the rotation in pixels from the upper left corner; the image's centre by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public RandomAffine(
        double degrees, (double X, double Y)? translate = null, (double Low, double High)? scale = null,
        (double Low, double High)? shearX = null, (double Low, double High)? shearY = null,
        AffineInterpolation interpolation = AffineInterpolation.Nearest, IReadOnlyList<byte>? fill = null,
        (double X, double Y)? center = null)
        : this((-Require.AtLeast0(degrees), degrees), translate, scale, shearX, shearY, interpolation, fill, center)
    {
    }

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        var (centerX, centerY) = center ?? (source.Width * 0.5, source.Height * 0.5);
        sampler.Sample(source, destination, AffineMatrix.Inverse(Choose(source.Height, source.Width, ref random), centerX, centerY));
    }

    /// <summary>Draws what happens to an image of a size.</summary>
    internal AffineParameters Choose(int height, int width, ref ImageRandom random)
    {
        var angle = random.NextDouble(degrees.Low, degrees.High);
        double farthestX = translate.X * width, farthestY = translate.Y * height;
        var shiftX = (int)Math.Round(random.NextDouble(-farthestX, farthestX));
        var shiftY = (int)Math.Round(random.NextDouble(-farthestY, farthestY));
        var factor = random.NextDouble(scale.Low, scale.High);
        return new(
            angle, shiftX, shiftY, factor, random.NextDouble(shearX.Low, shearX.High), random.NextDouble(shearY.Low, shearY.High));
    }

    private static (double Low, double High) Shear((double Low, double High)? range, string option)
    {
        var (low, high) = range ?? (0, 0);
        return Require.That(
            low > -90 && low <= high && high < 90, (low, high), "must be two angles above -90 and below 90 degrees, the smaller one first", option);
    }
}
