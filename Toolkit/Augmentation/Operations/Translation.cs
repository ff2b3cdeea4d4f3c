using Toolkit.Images;

namespace Toolkit.Augmentation.Operations;

/// <summary>Shifts an image to the right or down by whole pixels.</summary>
/// <param name="largest">From the image's width, or height, to the largest shift in pixels.</param>
/// <param name="vertical">Down, not to the right.</param>
internal sealed class Translation(Func<int, double> largest, bool vertical) : Operation
{
    public override bool IsSigned => true;

    public override double Magnitude(int bin, int bins, ImageBuffer image) =>
        Linear(0, largest(vertical ? image.Height : image.Width), bin, bins);

    public override void Apply(ImageBuffer source, ImageBuffer destination, double magnitude, AffineSampler sampler)
    {
        var shift = (int)magnitude;
        sampler.Sample(source, destination, vertical ? new(1, 0, 0, 0, 1, -shift) : new(1, 0, -shift, 0, 1, 0));
    }
}
