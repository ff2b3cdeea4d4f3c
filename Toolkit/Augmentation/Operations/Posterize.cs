using Toolkit.Images;

namespace Toolkit.Augmentation.Operations;

/// <summary>Keeps the higher bits of each value. The magnitude is how many of the 8.</summary>
internal sealed class Posterize(int lostBits) : Operation
{
    public override double Magnitude(int bin, int bins, ImageBuffer image) =>
        8 - Math.Round((double)lostBits * bin / (bins - 1));

    public override void Apply(ImageBuffer source, ImageBuffer destination, double magnitude, AffineSampler sampler)
    {
        destination.CopyFrom(source);
        var kept = (byte)(0xFF << (8 - (int)magnitude));
        foreach (ref var pixel in destination.Pixels) pixel &= kept;
    }
}
