using Toolkit.Images;

namespace Toolkit.Augmentation;

/// <summary>
/// Changes brightness, contrast, saturation and hue at random, in an order that is random too (torchvision's
/// ColorJitter on PIL images). Each strength <c>s</c> draws a factor from <c>[max(0, 1 − s), 1 + s]</c>; the hue is turned by
/// a share of the colour circle from <c>[−hue, hue]</c>. Grey images keep their hue and saturation.
/// </summary>
public sealed class ColorJitter : IImageTransform
{
    private readonly double brightness, contrast, saturation, hue;

    /// <summary>Sets the strengths; 0, the default, leaves the property as it is.</summary>
    /// <param name="brightness">0 or more.</param>
    /// <param name="contrast">0 or more.</param>
    /// <param name="saturation">0 or more.</param>
    /// <param name="hue">0 to 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">A strength is out of its range.</exception>
    public ColorJitter(double brightness = 0, double contrast = 0, double saturation = 0, double hue = 0)
    {
        this.brightness = TransformChecks.NotNegative(brightness, nameof(brightness));
        this.contrast = TransformChecks.NotNegative(contrast, nameof(contrast));
        this.saturation = TransformChecks.NotNegative(saturation, nameof(saturation));
        this.hue = TransformChecks.Between(hue, 0, 0.5, nameof(hue));
    }

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        destination.CopyFrom(source);
        Span<int> order = [0, 1, 2, 3];
        random.Shuffle(order);
        foreach (var property in order) AdjustOne(destination, property, ref random);
    }

    private void AdjustOne(ImageBuffer image, int property, ref ImageRandom random)
    {
        switch (property)
        {
            case 0 when brightness > 0: ColorAdjustments.AdjustBrightness(image, Factor(brightness, ref random)); break;
            case 1 when contrast > 0: ColorAdjustments.AdjustContrast(image, Factor(contrast, ref random)); break;
            case 2 when saturation > 0: ColorAdjustments.AdjustSaturation(image, Factor(saturation, ref random)); break;
            case 3 when hue > 0: ColorAdjustments.AdjustHue(image, random.NextDouble(-hue, hue)); break;
        }
    }

    private static double Factor(double strength, ref ImageRandom random) => random.NextDouble(Math.Max(0, 1 - strength), 1 + strength);
}
