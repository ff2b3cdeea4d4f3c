using Microsoft.ML;
using Toolkit.Estimators.Images;
using Toolkit.Images;

namespace Toolkit.Estimators.Scoring;

/// <summary>
/// Images of a view for the measurement of ranges, from all over it, so that rows that lie class by class do no harm: at equal distances, or where nobody
/// knows how many rows there are, by reservoir sampling (Vitter 1985). The view is read once.
/// </summary>
internal static class CalibrationImages
{
    /// <summary>Normalised pixels, <c>C·H·W</c> each.</summary>
    /// <param name="view">Only the images that are taken are read.</param>
    /// <param name="image">Its column with the images.</param>
    /// <param name="spec">What the network takes.</param>
    /// <param name="maximum">How many are taken at most.</param>
    public static IEnumerable<float[]> Read(IDataView view, ImageColumn image, InputSpec spec, int maximum)
    {
        using var cursor = view.GetRowCursor(image.Columns);
        var (read, preparer) = (image.CreateReader(cursor), new ImagePreparer(image.InputFor(spec)));
        return view.GetRowCount() is { } rows
            ? AtEqualDistances(cursor, () => preparer.Prepare(read), rows, Math.Min(rows, maximum))
            : Sampled(cursor, () => preparer.Prepare(read), maximum);
    }

    private static List<float[]> AtEqualDistances(DataViewRowCursor cursor, Func<float[]> read, long rows, long count)
    {
        var taken = new List<float[]>();
        while (taken.Count < count && cursor.MoveToNext())
            if (cursor.Position == taken.Count * rows / count) taken.Add(read());
        return taken;
    }

    private static List<float[]> Sampled(DataViewRowCursor cursor, Func<float[]> read, int maximum)
    {
        var (taken, random) = (new List<float[]>(), new ImageRandom(0, 0, 0));
        for (var row = 0; cursor.MoveToNext(); row++)
        {
            if (row < maximum) taken.Add(read());
            else if (random.NextInt(row + 1) is var place && place < maximum) taken[place] = read();
        }
        return taken;
    }
}
