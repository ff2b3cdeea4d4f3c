using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Scoring;

namespace Toolkit.Estimators.Evaluation;

/// <summary>Reads labels and scores of a view, once, and makes metrics of them.</summary>
internal static class ScoredViewEvaluator
{
    /// <exception cref="ArgumentException">A column is missing or has another type, or the classes do not fit together.</exception>
    /// <exception cref="InvalidOperationException">No row has both a label and scores.</exception>
    public static ImageClassificationMetrics Evaluate(IDataView scored, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(scored);
        options.Check();
        var columns = EvaluationColumns.Find(scored.Schema, options.LabelColumnName, options.ScoreColumnName, options.ImagePathColumnName);
        var counter = new MetricsCounter(columns.ClassNames, ScoreAnnotations.Of(columns.Score), options);
        counter.Skipped = Read(scored, columns, (label, scores, row, readPath) => counter.Add(label, scores, row, readPath));
        return counter.ToMetrics();
    }

    /// <summary>Reads the rows that have a label and finite scores.</summary>
    /// <param name="scored">The view.</param>
    /// <param name="columns">Which columns are read.</param>
    /// <param name="add">Gets the label, the scores, which hold only until the next row, the number of the row, and what reads its path.</param>
    /// <returns>The number of other rows.</returns>
    /// <exception cref="InvalidOperationException">There are only such.</exception>
    public static long Read(IDataView scored, EvaluationColumns columns, Action<TrueClass, float[], long, Func<string?>> add)
    {
        using var cursor = scored.GetRowCursor(columns.All);
        var readLabel = LabelReader.Create(cursor, columns.Label, columns.ClassNames);
        var readPath = PathReader(cursor, columns.ImagePath);
        var getScores = cursor.GetGetter<VBuffer<float>>(columns.Score);
        var scores = default(VBuffer<float>);
        var dense = new float[columns.ClassNames.Count];
        var (row, skipped) = (0L, 0L);
        for (; cursor.MoveNext(); row++)
        {
            var label = readLabel();
            getScores(ref scores);
            scores.CopyTo(dense);
            if (label is { } known && AreFinite(dense)) add(known, dense, row, readPath);
            else skipped++;
        }

        return skipped < row ? skipped : throw NothingToEvaluate(row, columns);
    }

    private static Func<string?> PathReader(DataViewRow row, DataViewSchema.Column? column)
    {
        if (column is not { } path) return () => null;
        var getter = row.GetGetter<ReadOnlyMemory<char>>(path);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getter(ref value);
            return value.ToString();
        };
    }

    private static bool AreFinite(ReadOnlySpan<float> scores)
    {
        foreach (var score in scores)
            if (!float.IsFinite(score)) return false;
        return true;
    }

    private static InvalidOperationException NothingToEvaluate(long rows, EvaluationColumns columns) => new(rows == 0
        ? "There is nothing to evaluate: the view has no rows. Check what it was loaded and filtered from."
        : $"There is nothing to evaluate: none of the {rows} rows has both a label in '{columns.Label.Name}' and finite scores in " +
          $"'{columns.Score.Name}'.");
}
