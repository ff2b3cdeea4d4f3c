using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Estimators.Evaluation;

namespace Toolkit.UnitTests.Estimators.Reporting;

/// <summary>Metrics of made-up scores of any number of classes.</summary>
internal static class ManyClasses
{
    /// <summary>Ten images a class, of which every third, and in the second class all, is taken for the next class.</summary>
    public static ImageClassificationMetrics Metrics(int classes)
    {
        var ml = new MLContext(1);
        var rows = Enumerable.Range(0, 10 * classes).Select(i => new Row
        {
            Label = NameOf(i % classes),
            Score = Scores(classes, highest: (i / classes % 3 == 2 || i % classes == 1 ? i + 1 : i) % classes),
        });
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classes);
        ReadOnlyMemory<char>[] names = [.. Enumerable.Range(0, classes).Select(i => NameOf(i).AsMemory())];
        schema[nameof(Row.Score)].AddAnnotation(
            "SlotNames", new VBuffer<ReadOnlyMemory<char>>(classes, names), new VectorDataViewType(TextDataViewType.Instance, classes));
        return ml.TransferLearning().Evaluate(ml.Data.LoadFromEnumerable(rows, schema));
    }

    public static string NameOf(int index) => $"class number {index}";

    private static float[] Scores(int classes, int highest) =>
        [.. Enumerable.Range(0, classes).Select(i => i == highest ? 0.75f : 0.25f / (classes - 1))];

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
