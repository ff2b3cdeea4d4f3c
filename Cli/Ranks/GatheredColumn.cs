using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Cli.Ranks;

/// <summary>Values of a column that all ranks computed, each those of its share of the rows (<see cref="RankShare"/>).</summary>
/// <param name="Width">Values of a row.</param>
/// <param name="Parts">Those of each rank, row behind row.</param>
internal sealed record GatheredColumn(int Width, IReadOnlyList<float[]> Parts)
{
    /// <summary>What reads the values of the present row.</summary>
    /// <param name="position">Says which row that is.</param>
    /// <param name="type">The column's.</param>
    public Delegate Getter(Func<long> position, DataViewType type) => type switch
    {
        VectorDataViewType { ItemType: BooleanDataViewType } => (ValueGetter<VBuffer<bool>>)((ref VBuffer<bool> value) =>
            value = new(Width, [.. Row(position()).ToArray().Select(number => number > 0)])),
        VectorDataViewType => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => value = new(Width, Row(position()).ToArray())),
        BooleanDataViewType => (ValueGetter<bool>)((ref bool value) => value = Row(position())[0] > 0),
        _ => (ValueGetter<float>)((ref float value) => value = Row(position())[0]),
    };

    private ReadOnlySpan<float> Row(long position)
    {
        var (rank, number) = RankShare.PlaceOf(position, Parts.Count);
        return Parts[rank].AsSpan(number * Width, Width);
    }
}
