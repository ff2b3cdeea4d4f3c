using Toolkit.Images;

namespace Toolkit.Augmentation.Operations;

/// <summary>Inverts the values from a threshold on, which is the magnitude: the stronger, the lower.</summary>
internal sealed class Solarize : Operation
{
    public override double Magnitude(int bin, int bins, ImageBuffer image) => Linear(255, 0, bin, bins);

    public override void Apply(ImageBuffer source, ImageBuffer destination, double magnitude, AffineSampler sampler)
    {
        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < 256; value++) table[value] = (byte)(value < magnitude ? value : 255 - value);
        destination.Reshape(source.Channels, source.Height, source.Width);
        PixelTable.Map(source.Pixels, destination.Pixels, table);
    }
}
