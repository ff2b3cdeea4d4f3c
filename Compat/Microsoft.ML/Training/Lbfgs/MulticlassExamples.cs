using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>The rows that a trainer of classes learns from, in memory.</summary>
internal sealed class MulticlassExamples
{
    private readonly List<float[]> _features = [];
    private readonly List<int> _labels = [];
    private readonly List<float> _weights = [];

    private MulticlassExamples(int classCount, int featureCount)
    {
        ClassCount = classCount;
        FeatureCount = featureCount;
    }

    public int ClassCount { get; }

    public int FeatureCount { get; }

    public int Count => _labels.Count;

    public double WeightSum { get; private set; }

    /// <summary>Rows left out: no label, a feature that is not finite, or a weight that is not both finite and above 0.</summary>
    public long SkippedRows { get; private set; }

    /// <summary>Reads the columns that the options name.</summary>
    /// <exception cref="InvalidOperationException">No row is left.</exception>
    public static MulticlassExamples Read(IDataView data, TrainerInputBaseWithWeight options)
    {
        var feature = data.Schema[options.FeatureColumnName];
        var label = data.Schema[options.LabelColumnName];
        var weight = string.IsNullOrEmpty(options.ExampleWeightColumnName) ? (DataViewSchema.Column?)null
            : data.Schema[options.ExampleWeightColumnName];
        var examples = new MulticlassExamples(checked((int)((KeyDataViewType)label.Type).Count), ((VectorDataViewType)feature.Type).Size);
        using var cursor = data.GetRowCursor(weight is { } asked ? [feature, label, asked] : [feature, label]);
        examples.ReadRows(cursor, cursor.GetGetter<VBuffer<float>>(feature), cursor.GetGetter<uint>(label),
            weight is { } used ? cursor.GetGetter<float>(used) : (ref float one) => one = 1);
        return examples.Count > 0
            ? examples
            : throw new InvalidOperationException("No valid training instances found, all instances have missing features.");
    }

    public (ReadOnlyMemory<float> Features, int Label, float Weight) this[int index] => (_features[index], _labels[index], _weights[index]);

    private void ReadRows(DataViewRowCursor cursor, ValueGetter<VBuffer<float>> getFeatures, ValueGetter<uint> getLabel,
        ValueGetter<float> getWeight)
    {
        VBuffer<float> features = default;
        uint key = 0;
        float weight = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref key);
            getWeight(ref weight);
            if (key > 0 && weight > 0 && float.IsFinite(weight))
                Add(ref features, getFeatures, (int)key - 1, weight);
            else
                SkippedRows++;
        }
    }

    private void Add(ref VBuffer<float> features, ValueGetter<VBuffer<float>> getFeatures, int label, float weight)
    {
        getFeatures(ref features);
        var row = new float[FeatureCount];
        features.CopyTo(row);
        if (!row.All(float.IsFinite))
        {
            SkippedRows++;
            return;
        }
        _features.Add(row);
        _labels.Add(label);
        _weights.Add(weight);
        WeightSum += weight;
    }
}
