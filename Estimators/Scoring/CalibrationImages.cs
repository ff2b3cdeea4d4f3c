using Microsoft.ML;
using Toolkit.Estimators.Images;
using Toolkit.Images;

namespace Toolkit.Estimators.Scoring;

/// <summary>Images of a view for the measurement of ranges, at equal distances, so that rows that lie class by class do no harm.</summary>
internal static class CalibrationImages
{
    /// <summary>Normalised pixels, <c>C·H·W</c> each.</summary>
    /// <param name="view">Only the images that are taken are read.</param>
    /// <param name="image">Its column with the images.</param>
    /// <param name="spec">What the network takes.</param>
    /// <param name="maximum">How many are taken at most.</param>
    public static IEnumerable<float[]> Read(IDataView view, ImageColumn image, InputSpec spec, int maximum)
    {
        var rows = view.GetRowCount() ?? CountRows(view);
        var count = Math.Min(rows, maximum);
        using var cursor = view.GetRowCursor(image.Columns);
        var (read, preparer) = (image.CreateReader(cursor), new ImagePreparer(image.InputFor(spec)));
        for (var i = 0L; i < count; i++)
        {
            while (cursor.Position < i * rows / count)
                if (!cursor.MoveNext()) yield break;
            yield return preparer.Prepare(read);
        }
    }

    private static long CountRows(IDataView view)
    {
        using var cursor = view.GetRowCursor([]);
        var rows = 0L;
        while (cursor.MoveNext()) rows++;
        return rows;
    }
}
