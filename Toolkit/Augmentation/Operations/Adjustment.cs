using Toolkit.Images;

namespace Toolkit.Augmentation.Operations;

/// <summary>Changes the colours by a factor. The magnitude is how far the factor is from 1.</summary>
internal sealed class Adjustment(double largest, Action<ImageBuffer, double> adjust) : Operation
{
    public override bool IsSigned => true;

    public override double Magnitude(int bin, int bins, ImageBuffer image) => Linear(0, largest, bin, bins);

    public override void Apply(ImageBuffer source, ImageBuffer destination, double magnitude, AffineSampler sampler)
    {
        destination.CopyFrom(source);
        adjust(destination, 1 + magnitude);
    }
}
