using Microsoft.ML.Data;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Evaluate;

/// <summary>Reads labels and scores of a data view, and makes metrics of them.</summary>
internal static class MulticlassEvaluator
{
    /// <summary>
    /// The metrics of all rows with a label and finite scores; rows with a missing, negative or fractional label or a score that is
    /// not finite are left out.
    /// </summary>
    public static MulticlassClassificationMetrics Evaluate(
        IDataView data, string labelColumn, string scoreColumn, string predictedLabelColumn, int topK)
    {
        var label = data.Schema.FindColumn(labelColumn, "label");
        var score = data.Schema.FindColumn(scoreColumn, "score");
        _ = data.Schema.FindColumn(predictedLabelColumn, "predicted label");
        if (score.Type is not VectorDataViewType { Size: >= 2 } type || !type.ItemType.Equals(NumberDataViewType.Single))
            throw Mismatch("score", score, "vector of two or more items of type Single");

        var counters = new MulticlassCounters(type.Size);
        using var cursor = data.GetRowCursor([label, score]);
        var readLabel = LabelReader(cursor, label);
        var getScores = cursor.GetGetter<VBuffer<float>>(score);
        var scores = default(VBuffer<float>);
        var dense = new float[type.Size];
        while (cursor.MoveNext())
        {
            if (readLabel() is not { } value) continue;
            getScores(ref scores);
            scores.CopyTo(dense);
            if (AreFinite(dense)) counters.Add(value, dense);
        }
        return counters.ToMetrics(topK, ClassNames(score, type.Size));
    }

    /// <summary>Reads the class of a row, from 0; null where it is to be left out.</summary>
    private static Func<int?> LabelReader(DataViewRow row, DataViewSchema.Column label)
    {
        if (label.Type.Equals(NumberDataViewType.Single)) return NumberReader(row.GetGetter<float>(label));
        if (label.Type is not KeyDataViewType key)
            throw Mismatch("label", label, "Single or Key");
        return Type.GetTypeCode(key.RawType) switch
        {
            TypeCode.Byte => KeyReader(row.GetGetter<byte>(label), value => value),
            TypeCode.UInt16 => KeyReader(row.GetGetter<ushort>(label), value => value),
            TypeCode.UInt32 => KeyReader(row.GetGetter<uint>(label), value => value),
            _ => KeyReader(row.GetGetter<ulong>(label), value => value),
        };
    }

    private static Func<int?> NumberReader(ValueGetter<float> getter) => () =>
    {
        float value = 0;
        getter(ref value);
        return value >= 0 && value == (int)value ? (int)value : null;
    };

    /// <summary>Key 1 is class 0, and key 0 is missing.</summary>
    private static Func<int?> KeyReader<T>(ValueGetter<T> getter, Func<T, ulong> widen)
        where T : struct => () =>
    {
        T key = default;
        getter(ref key);
        var value = widen(key);
        return value > 0 ? (int)Math.Min(value - 1, int.MaxValue) : null;
    };

    private static Exception Mismatch(string role, DataViewSchema.Column column, string expected) =>
        Errors.SchemaMismatch(role, column.Name, expected, column.Type.ToString()!, "schema");

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value)) return false;
        }
        return true;
    }

    /// <summary>The names of the scores, or their numbers from 0 where they have none.</summary>
    private static string[] ClassNames(DataViewSchema.Column score, int classes)
    {
        if (!score.HasSlotNames()) return [.. Enumerable.Range(0, classes).Select(i => i.ToString())];
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
