using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Scoring;

/// <summary>The class probabilities of the row a cursor stands on.</summary>
internal delegate ReadOnlySpan<float> CurrentScores();

/// <summary>Getters of the two columns that the network computes.</summary>
internal static class ScoreGetters
{
    /// <summary>A getter of <c>Score</c> (<c>VBuffer&lt;float&gt;</c>) or <c>PredictedLabel</c> (<c>uint</c>).</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="TValue"/> is not the column's type.</exception>
    public static ValueGetter<TValue> Create<TValue>(ScoreColumns columns, DataViewSchema.Column column, CurrentScores scores)
    {
        Delegate getter = column.Index == columns.ScoreIndex ? Score(scores) : PredictedLabel(scores);
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException(
                $"Invalid TValue in GetGetter for column '{column.Name}': expected {column.Type.RawType}, got {typeof(TValue)}.");
    }

    private static ValueGetter<VBuffer<float>> Score(CurrentScores scores) => (ref VBuffer<float> value) =>
    {
        var current = scores();
        var editor = VBufferEditor.Create(ref value, current.Length);
        current.CopyTo(editor.Values);
        value = editor.Commit();
    };

    // A key's values start at 1; 0 means "missing".
    private static ValueGetter<uint> PredictedLabel(CurrentScores scores) => (ref uint value) => value = (uint)ArgMax(scores()) + 1;

    private static int ArgMax(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }
}
