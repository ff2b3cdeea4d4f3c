using Toolkit.Augmentation.Operations;
using Toolkit.Images;
using Toolkit.Text;

namespace Toolkit.Augmentation;

/// <summary>
/// Applies some of 14 operations, drawn anew for each image, at one strength (torchvision's RandAugment on PIL images; Cubuk et al. 2020,
/// "RandAugment: Practical automated data augmentation with a reduced search space"): identity, shears, shifts, rotation, brightness, colour,
/// contrast, sharpness, posterizing, solarizing, autocontrast, equalizing.
/// </summary>
public sealed class RandAugment : IImageTransform
{
    internal static readonly Operation[] Space =
        OperationSpace.Create(shear: 0.3, shift: length => 150.0 / 331 * length, degrees: 30, strength: 0.9, lostBits: 4);

    [ThreadStatic]
    private static ImageBuffer? scratch;

    private readonly int operations, magnitude, magnitudeBins;
    private readonly AffineSampler sampler;

    /// <summary>Sets how many operations and how strong.</summary>
    /// <param name="operations">How many, one after the other; at least 1, 2 by default.</param>
    /// <param name="magnitude">Their strength: 0, the weakest, to <paramref name="magnitudeBins"/> − 1; 9 by default.</param>
    /// <param name="magnitudeBins">Into how many steps the strengths are divided; at least 2, 31 by default.</param>
    /// <param name="interpolation">Of shears, shifts and rotations; nearest neighbour by default.</param>
    /// <param name="fill">Colour where nothing is: one value for all channels, or one a channel; black by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public RandAugment(
        int operations = 2, int magnitude = 9, int magnitudeBins = 31, AffineInterpolation interpolation = AffineInterpolation.Nearest,
        IReadOnlyList<byte>? fill = null)
    {
        this.operations = Require.AtLeast(1, operations);
        this.magnitudeBins = Require.AtLeast(2, magnitudeBins);
        this.magnitude = Require.That(
            magnitude >= 0 && magnitude < magnitudeBins, magnitude, $"must be at least 0 and below magnitudeBins, {magnitudeBins}");
        sampler = new AffineSampler(interpolation, fill);
    }

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        var other = scratch ??= new ImageBuffer();
        // The two buffers take turns, so that the last operation writes into the destination.
        var (to, next) = operations % 2 == 1 ? (destination, other) : (other, destination);
        var from = source;
        for (var i = 0; i < operations; i++)
        {
            Space[random.NextInt(Space.Length)].Apply(from, to, magnitude, magnitudeBins, sampler, ref random);
            (from, to, next) = (to, next, to);
        }
    }
}
