namespace Toolkit.Augmentation.Operations;

/// <summary>The operations that are drawn from.</summary>
internal static class OperationSpace
{
    /// <summary>All 14 in torchvision's order, with their largest magnitudes.</summary>
    /// <param name="shear">Tangent of the angle.</param>
    /// <param name="shift">From the image's height or width to a number of pixels.</param>
    /// <param name="degrees">Of rotations.</param>
    /// <param name="strength">Change of the factor 1 of brightness, colour, contrast and sharpness.</param>
    /// <param name="lostBits">Of the 8 of each value, when posterizing.</param>
    public static Operation[] Create(double shear, Func<int, double> shift, double degrees, double strength, int lostBits) =>
    [
        new Identity(),
        new Shear(shear, vertical: false),
        new Shear(shear, vertical: true),
        new Translation(shift, vertical: false),
        new Translation(shift, vertical: true),
        new Rotation(degrees),
        new Adjustment(strength, ColorAdjustments.AdjustBrightness),
        new Adjustment(strength, ColorAdjustments.AdjustSaturation),
        new Adjustment(strength, ColorAdjustments.AdjustContrast),
        new Sharpness(strength),
        new Posterize(lostBits),
        new Solarize(),
        new AutoContrast(),
        new Equalize(),
    ];
}
