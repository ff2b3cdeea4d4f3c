using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.MultiLabel;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.Evaluation;

/// <summary>Reads labels, scores and predictions of a view, once, and makes metrics of them.</summary>
internal static class MultiLabelEvaluator
{
    private const string LabelRole = "label", ScoreRole = "score", PredictedRole = "predicted label";

    /// <exception cref="ArgumentException">A column is missing or has another type, or the labels do not fit the scores.</exception>
    /// <exception cref="InvalidOperationException">No row has finite scores, or a label is neither 1 nor 0.</exception>
    public static ImageMultiLabelMetrics Evaluate(
        IDataView scored, string labelColumnName, string scoreColumnName, string predictedLabelColumnName, char separator)
    {
        ArgumentNullException.ThrowIfNull(scored);
        var label = scored.Schema.Find(LabelRole, labelColumnName);
        var score = Vector(scored.Schema.Find(ScoreRole, scoreColumnName), ScoreRole, NumberDataViewType.Single);
        var predicted = Vector(scored.Schema.Find(PredictedRole, predictedLabelColumnName), PredictedRole, BooleanDataViewType.Instance);
        var names = SlotNames.Find(score) ?? SlotNames.Numbers(ValueColumn.CountOf(score.Type)!.Value);
        if (ValueColumn.CountOf(predicted.Type) != names.Count)
            throw new ArgumentException($"There are {names.Count} scores, but {ValueColumn.CountOf(predicted.Type)} predictions. Name columns of the same model.");

        var counter = new LabelCounter(names);
        using var cursor = scored.GetRowCursor([label, score, predicted]);
        var readLabels = LabelReaderOf(cursor, label, names, separator);
        var (readScores, readPredictions) = (ValueColumn.Reader(cursor, score), ValueColumn.Reader(cursor, predicted));
        while (cursor.MoveNext()) counter.Add(readLabels(), readScores(), readPredictions());
        return counter.Images > 0
            ? counter.ToMetrics()
            : throw new InvalidOperationException("There is nothing to evaluate: the view has no rows with finite scores. Check what it was loaded and filtered from.");
    }

    private static DataViewSchema.Column Vector(DataViewSchema.Column column, string role, PrimitiveDataViewType item) =>
        column.Type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType.Equals(item)
            ? column
            : throw ColumnErrors.Mismatch(role, column.Name, $"Vector<{item}> of known size", column.Type.ToString()!, "Evaluate what model.Transform(data) gives.");

    private static Func<float[]> LabelReaderOf(DataViewRow row, DataViewSchema.Column label, IReadOnlyList<string> names, char separator)
    {
        if (label.Type is TextDataViewType)
        {
            var read = LabelTextTarget.Of(label, names, separator).CreateReader(row, "evaluated");
            return () => read().Values;
        }
        if (!LabelVectorTarget.Suits(label.Type))
        {
            throw ColumnErrors.Mismatch(
                LabelRole, label.Name, "Vector<Boolean> or Vector<Single> of known size, or String", label.Type.ToString()!, "Name the column that the model was trained on.");
        }
        var target = LabelVectorTarget.Of(label);
        var places = SlotNames.PlacesOf(SlotNames.Find(label), ValueColumn.CountOf(label.Type)!.Value, names);
        var readVector = target.CreateReader(row, "evaluated");
        return () =>
        {
            var values = readVector().Values;
            return [.. places.Select(place => values[place])];
        };
    }
}
