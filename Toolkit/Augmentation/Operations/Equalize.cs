namespace Toolkit.Augmentation.Operations;

/// <summary>
/// Spreads the values of each channel so that all are about equally frequent. A channel stays as it is where fewer than 255 pixels are darker
/// than its brightest value.
/// </summary>
internal sealed class Equalize : HistogramOperation
{
    protected override void FillTable(ReadOnlySpan<int> counts, Span<byte> table)
    {
        var darker = 0;
        foreach (var count in counts[..counts.LastIndexOfAnyExcept(0)]) darker += count;
        var step = darker / 255;
        if (step == 0) return;
        var sum = step / 2;
        for (var value = 0; value < 256; value++)
        {
            table[value] = (byte)Math.Min(sum / step, 255);
            sum += counts[value];
        }
    }
}
