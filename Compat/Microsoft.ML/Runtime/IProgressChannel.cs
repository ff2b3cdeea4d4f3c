namespace Microsoft.ML.Runtime;

/// <summary>Starts channels that carry numbers about how far a computation has come.</summary>
public interface IProgressChannelProvider
{
    /// <summary>Starts a progress channel; dispose of it when the computation ends.</summary>
    IProgressChannel StartProgressChannel(string name);
}

/// <summary>Carries numbers about how far a computation has come.</summary>
public interface IProgressChannel : IProgressChannelProvider, IDisposable
{
    /// <summary>Says what the numbers mean, and how to get them when somebody asks.</summary>
    void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction);

    /// <summary>Reports the numbers now: metrics first, then progress, then its limits.</summary>
    void Checkpoint(params double?[] values);
}

/// <summary>Filled in by the computation when somebody asks how far it is.</summary>
public interface IProgressEntry
{
    /// <summary>Sets the progress in the unit <paramref name="index"/>.</summary>
    void SetProgress(int index, double value);

    /// <summary>Sets the progress in the unit <paramref name="index"/> and where it ends.</summary>
    void SetProgress(int index, double value, double lim);

    /// <summary>Sets the metric <paramref name="index"/>.</summary>
    void SetMetric(int index, double value);
}

/// <summary>The meaning of the numbers on a progress channel.</summary>
public sealed class ProgressHeader
{
    /// <summary>Units that the progress is measured in ("epochs", "examples").</summary>
    public readonly IReadOnlyList<string> UnitNames;

    /// <summary>Names of the metrics ("loss").</summary>
    public readonly IReadOnlyList<string> MetricNames;

    /// <summary>A header with metrics and units; either may be null.</summary>
    public ProgressHeader(string[]? metricNames, string[]? unitNames)
    {
        MetricNames = metricNames ?? [];
        UnitNames = unitNames ?? [];
    }

    /// <summary>A header with units alone.</summary>
    public ProgressHeader(params string[]? unitNames)
        : this(null, unitNames)
    {
    }
}
