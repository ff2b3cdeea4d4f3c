using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.Scoring;

/// <summary>What the column of scores says about itself besides the names of its classes: how they were calibrated, and which of them are answers.</summary>
internal sealed record ScoreAnnotations(double? Temperature, float? RejectThreshold)
{
    private const string TemperatureName = "Temperature", ThresholdName = "RejectThreshold";

    /// <summary>All annotations of a classifier's scores.</summary>
    public static DataViewSchema.Annotations Of(ClassLabels labels, ScoringOptions options)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        labels.AddSlotNames(builder);
        if (options.Temperature is { } temperature) builder.Add(TemperatureName, NumberDataViewType.Double, (ref double value) => value = temperature);
        if (options.RejectThreshold is { } threshold) builder.Add(ThresholdName, NumberDataViewType.Single, (ref float value) => value = threshold);
        return builder.ToAnnotations();
    }

    /// <summary>Those of a column; it may be another one's than a classifier's of this toolkit, and then says nothing.</summary>
    public static ScoreAnnotations Of(DataViewSchema.Column score) =>
        new(Read<double>(score, TemperatureName, NumberDataViewType.Double), Read<float>(score, ThresholdName, NumberDataViewType.Single));

    private static T? Read<T>(DataViewSchema.Column score, string name, DataViewType type) where T : struct
    {
        if (score.Annotations.Schema.GetColumnOrNull(name) is not { } found || !found.Type.Equals(type)) return null;
        T value = default;
        score.Annotations.GetValue(name, ref value);
        return value;
    }
}
