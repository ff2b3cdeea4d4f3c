using Toolkit.Images;

namespace Toolkit.Augmentation;

/// <summary>One of the eight ways in which a square falls on itself: flips first, then the transposition.</summary>
/// <param name="FlipsRows">Whether top and bottom change places.</param>
/// <param name="FlipsColumns">Whether left and right do.</param>
/// <param name="Transposes">Whether rows become columns; for square images.</param>
internal readonly record struct ImageSymmetry(bool FlipsRows, bool FlipsColumns, bool Transposes)
{
    private static readonly ImageSymmetry[] All =
    [
        new(false, false, false), new(false, true, false), new(true, false, false), new(true, true, false),
        new(false, false, true), new(false, true, true), new(true, false, true), new(true, true, true),
    ];

    /// <summary>The views of an augmentation; the image as it is comes first.</summary>
    /// <param name="augmentation">Which views.</param>
    /// <param name="input">The images that the network takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such augmentation.</exception>
    /// <exception cref="ArgumentException">The images are to be turned, but are not square.</exception>
    public static IReadOnlyList<ImageSymmetry> Of(TestTimeAugmentation augmentation, InputSpec input) => augmentation switch
    {
        TestTimeAugmentation.None => All[..1],
        TestTimeAugmentation.HorizontalFlip => All[..2],
        TestTimeAugmentation.Flips => All[..4],
        TestTimeAugmentation.FlipsAndTurns when input.Height == input.Width => All,
        TestTimeAugmentation.FlipsAndTurns => throw new ArgumentException(
            $"Only square images can be turned, but the network takes {input.Width}×{input.Height} pixels (width × height). Use "
            + $"{nameof(TestTimeAugmentation.Flips)}.", nameof(augmentation)),
        _ => throw new ArgumentOutOfRangeException(
            nameof(augmentation), augmentation, $"Use {string.Join(", ", Enum.GetNames<TestTimeAugmentation>())}."),
    };

    /// <summary>Writes the view of one channel.</summary>
    /// <param name="source"><c>H·W</c> values.</param>
    /// <param name="destination">As many.</param>
    /// <param name="height">Rows of the source.</param>
    /// <param name="width">Columns of the source.</param>
    public void Apply(ReadOnlySpan<float> source, Span<float> destination, int height, int width)
    {
        for (var row = 0; row < height; row++)
        {
            var values = source.Slice((FlipsRows ? height - 1 - row : row) * width, width);
            if (Transposes) WriteColumn(values, destination, row, height);
            else WriteRow(values, destination.Slice(row * width, width));
        }
    }

    private void WriteRow(ReadOnlySpan<float> values, Span<float> row)
    {
        values.CopyTo(row);
        if (FlipsColumns) row.Reverse();
    }

    private void WriteColumn(ReadOnlySpan<float> values, Span<float> destination, int column, int columns)
    {
        for (var i = 0; i < values.Length; i++) destination[i * columns + column] = values[FlipsColumns ? values.Length - 1 - i : i];
    }
}
