using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Training;

namespace Toolkit.Cli.Ranks;

/// <summary>What a model says of images, of which each rank computes its share (<see cref="RankShare"/>).</summary>
internal static class RankScores
{
    private static readonly string[] Computed = ["Score", "PredictedLabel"];

    /// <summary>The scored view of all images.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="images">The images, the same on all hosts.</param>
    /// <param name="score">Makes the scored view of some images.</param>
    public static IDataView Of(IGradientExchange ranks, IImageDataset images, Func<IImageDataset, IDataView> score)
    {
        var all = score(images);
        if (ranks.Ranks == 1) return all;
        SameImages.Check(ranks, Enumerable.Range(0, images.Count).Select(images.NameOf));
        int[] mine = [.. RankShare.Of(ranks, images.Count)];
        var share = mine.Length == 0 ? null : score(new ImageSubset(images, mine));
        DataViewSchema.Column[] columns =
            [.. Computed.Select(all.Schema.GetColumnOrNull).OfType<DataViewSchema.Column>().Where(column => WidthOf(column) > 0)];
        var values = share is null ? [.. columns.Select(_ => Array.Empty<float>())] : Read(share, [.. columns.Select(column => share.Schema[column.Name])]);
        return new GatheredView(all, columns.Zip(values).ToDictionary(
            column => column.First.Index, column => new GatheredColumn(WidthOf(column.First), ranks.AllGather(column.Second))));
    }

    /// <summary>Numbers or truth values of a row; 0: it has others, which nothing is computed for.</summary>
    private static int WidthOf(DataViewSchema.Column column)
    {
        var (item, width) = column.Type is VectorDataViewType vector ? (vector.ItemType, vector.Size) : (column.Type, 1);
        return item == NumberDataViewType.Single || item == BooleanDataViewType.Instance ? width : 0;
    }

    /// <summary>All columns in one pass: the network computes them together.</summary>
    private static float[][] Read(IDataView view, DataViewSchema.Column[] columns)
    {
        using var cursor = view.GetRowCursor(columns);
        var readers = columns.Select(column => Reader(cursor, column)).ToArray();
        var values = columns.Select(_ => new List<float>()).ToArray();
        while (cursor.MoveNext())
            foreach (var (reader, list) in readers.Zip(values)) list.AddRange(reader());
        return [.. values.Select(list => list.ToArray())];
    }

    private static Func<float[]> Reader(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        VectorDataViewType { ItemType: BooleanDataViewType } =>
            Reader<VBuffer<bool>>(row, column, flags => [.. flags.DenseValues().Select(flag => flag ? 1f : 0)]),
        VectorDataViewType => Reader<VBuffer<float>>(row, column, numbers => [.. numbers.DenseValues()]),
        BooleanDataViewType => Reader<bool>(row, column, flag => [flag ? 1 : 0]),
        _ => Reader<float>(row, column, number => [number]),
    };

    private static Func<float[]> Reader<T>(DataViewRow row, DataViewSchema.Column column, Func<T, float[]> numbersOf)
    {
        var (getter, value) = (row.GetGetter<T>(column), default(T)!);
        return () =>
        {
            getter(ref value);
            return numbersOf(value);
        };
    }
}
