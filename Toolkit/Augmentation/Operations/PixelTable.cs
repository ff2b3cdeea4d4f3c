namespace Toolkit.Augmentation.Operations;

/// <summary>Changes to pixels that depend on nothing but the pixel's value.</summary>
internal static class PixelTable
{
    /// <summary>Looks every pixel up.</summary>
    /// <param name="from">The pixels.</param>
    /// <param name="to">As many places; they may be the same.</param>
    /// <param name="table">The new value of each of the 256 values.</param>
    public static void Map(ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<byte> table)
    {
        for (var i = 0; i < from.Length; i++) to[i] = table[from[i]];
    }
}
