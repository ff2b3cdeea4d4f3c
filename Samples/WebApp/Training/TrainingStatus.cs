using System.Text.Json.Serialization;
using Toolkit.Training;

namespace Toolkit.Samples.WebApp.Training;

/// <summary>Where a training stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrainingStage>))]
internal enum TrainingStage
{
    /// <summary>There was none since the start.</summary>
    None,

    /// <summary>Images are read, and what the backbone sees in them is computed.</summary>
    Preparing,

    /// <summary>The epochs.</summary>
    Learning,

    /// <summary>The new model answers.</summary>
    Done,

    /// <summary>Somebody stopped it; the model is the old one.</summary>
    Stopped,

    /// <summary>It failed; the model is the old one.</summary>
    Failed,
}

/// <summary>Everything the page shows of a training. Each change makes another one, so that who looks later, or again, misses nothing.</summary>
internal sealed record TrainingStatus
{
    public TrainingStage Stage { get; init; }

    /// <summary>Number of the model that answers now; 0 before the first.</summary>
    public int Model { get; init; }

    /// <summary>Images that learn, corrections among them.</summary>
    public int Images { get; init; }

    /// <summary>Corrections that the training learns from.</summary>
    public int Corrections { get; init; }

    /// <summary>Epochs that are meant to be.</summary>
    public int Epochs { get; init; }

    /// <summary>How much of it is done, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>The epochs that are done.</summary>
    public IReadOnlyList<EpochPoint> Curve { get; init; } = [];

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Corrections that no model has learnt from yet.</summary>
    public int Waiting { get; init; }

    /// <summary>Corrections that the model has learnt from.</summary>
    public int Learnt { get; init; }

    [JsonIgnore]
    public bool IsRunning => Stage is TrainingStage.Preparing or TrainingStage.Learning;
}

/// <summary>An epoch, as the curves show it.</summary>
internal sealed record EpochPoint(int Epoch, double TrainLoss, double? ValidationLoss, double TrainAccuracy, double? ValidationAccuracy)
{
    public static EpochPoint Of(EpochReport report) =>
        new(report.Epoch, report.TrainLoss, report.ValidationLoss, report.TrainAccuracy, report.ValidationAccuracy);
}
