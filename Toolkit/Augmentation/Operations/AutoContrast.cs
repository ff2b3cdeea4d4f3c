namespace Toolkit.Augmentation.Operations;

/// <summary>Stretches the values of each channel so that they reach from 0 to 255. A channel of one value stays as it is.</summary>
internal sealed class AutoContrast : HistogramOperation
{
    protected override void FillTable(ReadOnlySpan<int> counts, Span<byte> table)
    {
        int lowest = counts.IndexOfAnyExcept(0), highest = counts.LastIndexOfAnyExcept(0);
        if (lowest == highest) return;
        var scale = 255.0 / (highest - lowest);
        var offset = -lowest * scale;
        for (var value = 0; value < 256; value++) table[value] = (byte)Math.Clamp(value * scale + offset, 0, 255);
    }
}
