using Toolkit.Images;

namespace Toolkit.Augmentation.Operations;

/// <summary>Rotates an image counter-clockwise by a number of degrees.</summary>
internal sealed class Rotation(double largest) : Operation
{
    public override bool IsSigned => true;

    public override double Magnitude(int bin, int bins, ImageBuffer image) => Linear(0, largest, bin, bins);

    public override void Apply(ImageBuffer source, ImageBuffer destination, double magnitude, AffineSampler sampler) =>
        RandomRotation.Rotate(source, destination, magnitude, sampler);
}
