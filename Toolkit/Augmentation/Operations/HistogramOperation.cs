using Toolkit.Images;

namespace Toolkit.Augmentation.Operations;

/// <summary>Gives the values of each channel new ones, which follow from how often each occurs.</summary>
internal abstract class HistogramOperation : Operation
{
    /// <summary>Writes the new value of each value.</summary>
    /// <param name="counts">How many pixels have each of the 256 values.</param>
    /// <param name="table">256 places, which hold their own number at first.</param>
    protected abstract void FillTable(ReadOnlySpan<int> counts, Span<byte> table);

    public override void Apply(ImageBuffer source, ImageBuffer destination, double magnitude, AffineSampler sampler)
    {
        destination.Reshape(source.Channels, source.Height, source.Width);
        Span<int> counts = stackalloc int[256];
        Span<byte> table = stackalloc byte[256];
        for (var channel = 0; channel < source.Channels; channel++)
        {
            counts.Clear();
            foreach (var pixel in source.Plane(channel)) counts[pixel]++;
            for (var value = 0; value < 256; value++) table[value] = (byte)value;
            FillTable(counts, table);
            PixelTable.Map(source.Plane(channel), destination.Plane(channel), table);
        }
    }
}
