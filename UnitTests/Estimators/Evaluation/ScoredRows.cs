using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.UnitTests.Estimators.Evaluation;

/// <summary>A scored row, as a model's Transform gives it.</summary>
internal sealed class ScoredRow
{
    public string Label { get; set; } = "";

    public string ImagePath { get; set; } = "";

    [VectorType(3)]
    public float[] Score { get; set; } = [];

    /// <summary>Only there since <c>ml.MulticlassClassification.Evaluate</c> insists on it.</summary>
    [KeyType(3)]
    public uint PredictedLabel { get; set; }
}

/// <summary>Scored rows of three classes, with and without names.</summary>
internal static class ScoredRows
{
    /// <summary>Six rows whose metrics can be worked out by hand: 4 right of 6.</summary>
    public static readonly ScoredRow[] ByHand =
    [
        Row("ant", "a.png", 0.7f, 0.2f, 0.1f),
        Row("ant", "b.png", 0.3f, 0.6f, 0.1f),
        Row("bee", "c.png", 0.1f, 0.8f, 0.1f),
        Row("bee", "d.png", 0.3f, 0.4f, 0.3f),
        Row("cow", "e.png", 0.9f, 0.06f, 0.04f),
        Row("cow", "f.png", 0.25f, 0.25f, 0.5f),
    ];

    public static ScoredRow Row(string label, string path, params float[] scores) =>
        new() { Label = label, ImagePath = path, Score = scores };

    /// <summary>
    /// A view whose label is a key of the given classes, in their order, and whose scores are named "ant", "bee" and "cow".
    /// </summary>
    public static IDataView View(MLContext ml, IEnumerable<ScoredRow> rows, params string[] keys)
    {
        var schema = SchemaDefinition.Create(typeof(ScoredRow));
        schema[nameof(ScoredRow.Score)].AddAnnotation("SlotNames", Text("ant", "bee", "cow"),
            new VectorDataViewType(TextDataViewType.Instance, 3));
        var view = ml.Data.LoadFromEnumerable(rows, schema);
        var keyData = ml.Data.LoadFromEnumerable(keys.Select(key => new KeyRow { Value = key }));
        return ml.Transforms.Conversion.MapValueToKey("Label", keyData: keyData).Fit(view).Transform(view);
    }

    /// <summary>Scores that sum up to 1 and are right about half the time.</summary>
    public static ScoredRow[] Random(int count)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            double[] weights = [Math.Pow(random.NextDouble(), 3), Math.Pow(random.NextDouble(), 2), random.NextDouble()];
            if (random.NextDouble() < 0.4) weights[i % 3] += 1;
            return Row(new[] { "ant", "bee", "cow" }[i % 3], $"{i}.png", [.. weights.Select(weight => (float)(weight / weights.Sum()))]);
        })];
    }

    private static VBuffer<ReadOnlyMemory<char>> Text(params string[] names) =>
        new(names.Length, [.. names.Select(name => name.AsMemory())]);

    private sealed class KeyRow
    {
        public string Value { get; set; } = "";
    }
}
