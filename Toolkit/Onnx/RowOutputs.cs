using Toolkit.Augmentation;

namespace Toolkit.Onnx;

/// <summary>What a <see cref="RowModel"/> gives: vectors of <paramref name="Length"/> floats.</summary>
/// <param name="Length">Numbers that the network gives for one image.</param>
/// <param name="Values">Name of the column with the numbers.</param>
/// <param name="Highest">Name of a column with a one where the highest number is, zeros elsewhere; null for none.</param>
/// <param name="SlotNames">Names of the numbers, one each; null for none.</param>
/// <param name="Threshold">
/// With this, the column of the highest number has one place more, behind the others, where the one is when the highest number is below; null for none.
/// </param>
public sealed record RowOutputs(
    int Length, string Values, string? Highest = null, IReadOnlyList<string>? SlotNames = null, float? Threshold = null)
{
    /// <summary>Name of a column of Booleans that say which numbers are at least their thresholds; null, the default, for none.</summary>
    public string? Flags { get; init; }

    /// <summary>The thresholds of <see cref="Flags"/>, one a number.</summary>
    public IReadOnlyList<float> FlagThresholds { get; init; } = [];

    /// <summary>The views of each image that the numbers are the mean of. Default: the image as it is, alone.</summary>
    public TestTimeAugmentation TestTimeAugmentation { get; init; }

    /// <summary>Names of the columns.</summary>
    public IEnumerable<string> Names => new[] { Values, Highest, Flags }.OfType<string>();

    /// <summary>Numbers in a column.</summary>
    internal int LengthOf(string column) => column == Highest && Threshold is not null ? Length + 1 : Length;
}
