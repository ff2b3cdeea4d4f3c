using Toolkit.Images;

namespace Toolkit.Augmentation.Operations;

/// <summary>One operation of RandAugment and TrivialAugment, of some strength.</summary>
internal abstract class Operation
{
    /// <summary>Whether a magnitude is as often negative as positive.</summary>
    public virtual bool IsSigned => false;

    /// <summary>The magnitude of a strength.</summary>
    /// <param name="bin">0, the weakest, to <paramref name="bins"/> − 1.</param>
    /// <param name="bins">Number of strengths, at least 2.</param>
    /// <param name="image">The image, on whose size some magnitudes depend.</param>
    public virtual double Magnitude(int bin, int bins, ImageBuffer image) => 0;

    /// <summary>Applies the operation at a given magnitude.</summary>
    /// <param name="source">The image.</param>
    /// <param name="destination">Another buffer; receives the same shape, and the pixels.</param>
    /// <param name="magnitude">As <see cref="Magnitude"/> has it, or its negative.</param>
    /// <param name="sampler">For operations that move pixels.</param>
    public abstract void Apply(ImageBuffer source, ImageBuffer destination, double magnitude, AffineSampler sampler);

    /// <summary>Applies the operation at a strength, with a random sign where it has one.</summary>
    public void Apply(ImageBuffer source, ImageBuffer destination, int bin, int bins, AffineSampler sampler, ref ImageRandom random)
    {
        var magnitude = Magnitude(bin, bins, source);
        if (IsSigned && random.NextInt(2) == 1) magnitude = -magnitude;
        Apply(source, destination, magnitude, sampler);
    }

    /// <summary>Magnitudes that are evenly spaced.</summary>
    protected static double Linear(double first, double last, int bin, int bins) => first + (last - first) * bin / (bins - 1);
}
