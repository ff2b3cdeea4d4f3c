using Toolkit.Training;

namespace Toolkit.Reporting;

/// <summary>What one epoch of a training brought, for <see cref="LearningCurves"/>.</summary>
/// <param name="TrainLoss">Mean loss over the training images.</param>
/// <param name="TrainAccuracy">Share of right answers over the training images, 0 to 1, or the value of <see cref="LearningCurveData.Metric"/>.</param>
/// <param name="ValidationLoss">Mean loss over the validation images; null where there are none.</param>
/// <param name="ValidationAccuracy">The same over the validation images; null where there are none.</param>
/// <param name="Phase">Name of the phase that the epoch belongs to, such as "frozen"; "" for none.</param>
/// <param name="LearningRate">The learning rate at the epoch's end; null where it is not known.</param>
public sealed record EpochPoint(
    double TrainLoss, double TrainAccuracy, double? ValidationLoss = null, double? ValidationAccuracy = null, string Phase = "",
    double? LearningRate = null);

/// <summary>The numbers that <see cref="LearningCurves"/> draws.</summary>
public sealed record LearningCurveData
{
    /// <summary>Heading of the picture; "Learning curves" by default.</summary>
    public string Title { get; init; } = "Learning curves";

    /// <summary>The epochs in their order; none by default.</summary>
    public IReadOnlyList<EpochPoint> Epochs { get; init; } = [];

    /// <summary>What the epochs' accuracies are; accuracy by default.</summary>
    public TrainingMetric Metric { get; init; }

    /// <summary>The loss of every training step in its order; none by default.</summary>
    public IReadOnlyList<double> IterationLosses { get; init; } = [];

    /// <summary>Steps of one epoch, to mark the phases among the steps; null, the default: all steps divided by the epochs.</summary>
    public int? IterationsPerEpoch { get; init; }

    /// <summary>The epoch, from 1, whose weights were kept; it is marked. Null, the default: none.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>The numbers of a training.</summary>
    public static LearningCurveData Of(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new LearningCurveData
        {
            Epochs = [.. result.Epochs.Select(epoch => new EpochPoint(
                epoch.TrainLoss, epoch.TrainAccuracy, epoch.ValidationLoss, epoch.ValidationAccuracy, epoch.Phase.ToString().ToLowerInvariant(),
                epoch.LearningRate))],
            Metric = result.Epochs.Count > 0 ? result.Epochs[0].Metric : TrainingMetric.Accuracy,
            IterationLosses = result.IterationLosses,
            BestEpoch = result.Best?.Epoch,
        };
    }
}
