namespace Toolkit.Training;

/// <summary>Loss and accuracy over a whole data set.</summary>
/// <param name="Loss">Mean loss over all images, without label smoothing.</param>
/// <param name="Accuracy">
/// Share of the images whose highest logit is that of their label, 0 to 1; in other tasks than classification, the value of <see cref="Metric"/>.
/// </param>
public sealed record Score(double Loss, double Accuracy)
{
    /// <summary>What <see cref="Accuracy"/> is: accuracy of classification, mean average precision of several labels, R² of numbers.</summary>
    public TrainingMetric Metric { get; init; }
}

/// <summary>State of the training after one optimizer step.</summary>
/// <param name="Epoch">The present epoch, from 1.</param>
/// <param name="Phase">What learns.</param>
/// <param name="Iteration">Steps of this epoch done so far, from 1.</param>
/// <param name="Iterations">Steps of an epoch.</param>
/// <param name="Loss">Loss of this step's batch.</param>
/// <param name="Accuracy">
/// Accuracy over the epoch's batches so far, 0 to 1, or the value of <see cref="Metric"/>; mean average precision may be that of some steps before.
/// </param>
/// <param name="LearningRate">The head's rate in this step.</param>
/// <param name="ImagesPerSecond">Training images per second in this epoch.</param>
/// <param name="TimeLeft">Estimated time to the end of the training.</param>
public sealed record IterationReport(
    int Epoch, TrainingPhase Phase, int Iteration, int Iterations, double Loss, double Accuracy, double LearningRate,
    double ImagesPerSecond, TimeSpan TimeLeft)
{
    /// <summary>What <see cref="Accuracy"/> is.</summary>
    public TrainingMetric Metric { get; init; }
}

/// <summary>What an epoch brought.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Phase">What learned.</param>
/// <param name="TrainLoss">Mean loss over the epoch's batches, label smoothing included, while the weights changed.</param>
/// <param name="TrainAccuracy">Accuracy over the epoch's batches, 0 to 1, or the value of <see cref="Metric"/>.</param>
/// <param name="ValidationLoss">Mean loss over all validation images after the epoch, without label smoothing; null where there are none.</param>
/// <param name="ValidationAccuracy">
/// Accuracy over all validation images after the epoch, 0 to 1, or the value of <see cref="Metric"/>; null where there are none.
/// </param>
/// <param name="LearningRate">The head's rate in the epoch's last step.</param>
/// <param name="Seconds">Duration of training and validation; in the first epoch of a phase that of features that are computed once, too.</param>
/// <param name="IsBest">Whether these are the best weights so far; without validation images, the latest always are.</param>
public sealed record EpochReport(
    int Epoch, TrainingPhase Phase, double TrainLoss, double TrainAccuracy, double? ValidationLoss, double? ValidationAccuracy,
    double LearningRate, double Seconds, bool IsBest)
{
    /// <summary>What <see cref="TrainAccuracy"/> and <see cref="ValidationAccuracy"/> are: that of the task, accuracy for classification.</summary>
    public TrainingMetric Metric { get; init; }

    /// <summary>The validation's outcome; null where there are no validation images.</summary>
    public Score? Validation => ValidationLoss is { } loss && ValidationAccuracy is { } accuracy ? new Score(loss, accuracy) { Metric = Metric } : null;

    /// <summary>The validation loss; without validation images, the training loss. What a rate that reacts to a plateau looks at.</summary>
    public double WatchedLoss => ValidationLoss ?? TrainLoss;

    /// <summary>The validation accuracy; without validation images, the training accuracy.</summary>
    public double WatchedAccuracy => ValidationAccuracy ?? TrainAccuracy;
}

/// <summary>The outcome of <see cref="FineTuner.Fit"/>; the network holds the weights of <see cref="Best"/>.</summary>
/// <param name="Epochs">All epochs that were completed, in order.</param>
/// <param name="IterationLosses">Loss of every optimizer step, in order.</param>
/// <param name="Best">
/// The epoch with the highest validation accuracy, or what the task has for it, of equals the one with the lowest loss; without validation images, the last one. Null when the training was
/// cancelled before the end of its first epoch.
/// </param>
/// <param name="Cancelled">Whether the training was cancelled before its last epoch was done.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="StopReason">Why a callback made its last epoch the last, such as <see cref="EarlyStopping"/>; null: none did.</param>
public sealed record TrainingResult(
    IReadOnlyList<EpochReport> Epochs, IReadOnlyList<double> IterationLosses, EpochReport? Best, bool Cancelled, TimeSpan Duration,
    string? StopReason = null)
{
    /// <summary>What temperature scaling brought; null where it was not asked for (<see cref="FineTuningOptions.CalibrateProbabilities"/>).</summary>
    public TemperatureScaling? Calibration { get; init; }

    /// <summary>
    /// From which probability on an image is said to have each label, in their order: where F1 was highest on the validation images, 0.5 without such. Null in
    /// other tasks.
    /// </summary>
    public IReadOnlyList<float>? Thresholds { get; init; }

    /// <summary>From which probability on there is an answer; null: every image has one (<see cref="FineTuningOptions.AcceptedErrorShare"/>).</summary>
    public Rejection? Rejection { get; init; }
}
