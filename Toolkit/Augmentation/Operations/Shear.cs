using Toolkit.Images;

namespace Toolkit.Augmentation.Operations;

/// <summary>Shears an image about its upper left corner, along its rows or its columns. The magnitude is the tangent of the angle.</summary>
internal sealed class Shear(double largest, bool vertical) : Operation
{
    public override bool IsSigned => true;

    public override double Magnitude(int bin, int bins, ImageBuffer image) => Linear(0, largest, bin, bins);

    public override void Apply(ImageBuffer source, ImageBuffer destination, double magnitude, AffineSampler sampler)
    {
        var degrees = Math.Atan(magnitude) * (180 / Math.PI);
        var parameters = vertical ? new AffineParameters(ShearY: degrees) : new AffineParameters(ShearX: degrees);
        sampler.Sample(source, destination, AffineMatrix.Inverse(parameters, 0, 0));
    }
}
