using Toolkit.Images;

namespace Toolkit.Augmentation.Operations;

/// <summary>Leaves the image as it is.</summary>
internal sealed class Identity : Operation
{
    public override void Apply(ImageBuffer source, ImageBuffer destination, double magnitude, AffineSampler sampler) =>
        destination.CopyFrom(source);
}
