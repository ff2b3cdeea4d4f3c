using Toolkit.Augmentation.Operations;
using Toolkit.Images;
using Toolkit.Text;

namespace Toolkit.Augmentation;

/// <summary>
/// Applies one of 14 operations at a strength that is random, too (torchvision's TrivialAugmentWide on PIL images; Müller and Hutter 2021,
/// "TrivialAugment: Tuning-free Yet State-of-the-Art Data Augmentation"). The operations are those of <see cref="RandAugment"/>, with wider
/// ranges of strength.
/// </summary>
public sealed class TrivialAugmentWide : IImageTransform
{
    internal static readonly Operation[] Space =
        OperationSpace.Create(shear: 0.99, shift: _ => 32, degrees: 135, strength: 0.99, lostBits: 6);

    private readonly int magnitudeBins;
    private readonly AffineSampler sampler;

    /// <summary>Sets the details.</summary>
    /// <param name="magnitudeBins">Into how many steps the strengths are divided; at least 2, 31 by default.</param>
    /// <param name="interpolation">Of shears, shifts and rotations; nearest neighbour by default.</param>
    /// <param name="fill">Colour where nothing is: one value for all channels, or one a channel; black by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public TrivialAugmentWide(
        int magnitudeBins = 31, AffineInterpolation interpolation = AffineInterpolation.Nearest, IReadOnlyList<byte>? fill = null)
    {
        this.magnitudeBins = Require.AtLeast(2, magnitudeBins);
        sampler = new AffineSampler(interpolation, fill);
    }

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        var operation = Space[random.NextInt(Space.Length)];
        operation.Apply(source, destination, random.NextInt(magnitudeBins), magnitudeBins, sampler, ref random);
    }
}
