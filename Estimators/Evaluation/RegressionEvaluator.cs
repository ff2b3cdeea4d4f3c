using Microsoft.ML;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.Evaluation;

/// <summary>Reads true and predicted numbers of a view, once, and makes metrics of them.</summary>
internal static class RegressionEvaluator
{
    /// <exception cref="ArgumentException">A column is missing or has another type, or there are not as many numbers in both, or of other names.</exception>
    /// <exception cref="InvalidOperationException">No row has finite numbers in both.</exception>
    public static ImageRegressionMetrics Evaluate(IDataView scored, string labelColumnName, string scoreColumnName)
    {
        ArgumentNullException.ThrowIfNull(scored);
        var (label, score) = (Numbers(scored.Schema, "label", labelColumnName), Numbers(scored.Schema, "score", scoreColumnName));
        var (count, scores) = (ValueColumn.CountOf(label.Type)!.Value, ValueColumn.CountOf(score.Type)!.Value);
        if (count != scores) throw new ArgumentException($"The label '{label.Name}' has {count} numbers, but the score '{score.Name}' has {scores}.");
        var names = SlotNames.Find(score) ?? SlotNames.Find(label) ?? (count == 1 ? [NumberName.Find(label)] : SlotNames.Numbers(count));

        var places = SlotNames.PlacesOf(SlotNames.Find(score) is null ? null : SlotNames.Find(label), count, names);

        NumberCounter[] counters = [.. names.Select(name => new NumberCounter(name))];
        using var cursor = scored.GetRowCursor([label, score]);
        var (readLabel, readScore) = (ValueColumn.Reader(cursor, label), ValueColumn.Reader(cursor, score));
        long images = 0, skipped = 0;
        while (cursor.MoveNext())
        {
            var (truth, said) = (readLabel(), readScore());
            if (!truth.Concat(said).All(float.IsFinite))
            {
                skipped++;
                continue;
            }
            images++;
            for (var i = 0; i < counters.Length; i++) counters[i].Add(truth[places[i]], said[i]);
        }
        return images > 0
            ? new() { Numbers = [.. counters.Select(counter => counter.ToMetrics())], Images = images, SkippedRows = skipped }
            : throw new InvalidOperationException(
                $"There is nothing to evaluate: the view has no rows with finite numbers in '{label.Name}' and '{score.Name}'. Check what it was loaded and filtered from.");
    }

    private static DataViewSchema.Column Numbers(DataViewSchema schema, string role, string name)
    {
        var column = schema.Find(role, name);
        return ValueColumn.HoldsNumbers(ValueColumn.ItemOf(column.Type)) && ValueColumn.CountOf(column.Type) is not null
            ? column
            : throw ColumnErrors.Mismatch(
                role, name, "Single or Double, or a vector of them of known size", column.Type.ToString()!, "Evaluate what model.Transform(data) gives.");
    }
}
