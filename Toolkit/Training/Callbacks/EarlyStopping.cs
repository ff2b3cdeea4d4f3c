using Toolkit.Text;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// Stops a training run when the validation loss no longer falls, or the validation accuracy no longer rises (Prechelt 1998, "Early stopping, but
/// when?"). Only epochs of the last phase count: that a head has learnt what it can says nothing about the layers that are still frozen. The
/// weights that are left are the best epoch's, as always. Without validation images it looks at the figures of the training images.
/// </summary>
public sealed class EarlyStopping : TrainingCallback
{
    // The best figure so far, as one that is to fall: the loss, or the accuracy with the other sign.
    private double lowest;
    private long waited;

    /// <summary>Sets when to stop.</summary>
    /// <param name="patience">
    /// Epochs without progress that are waited for, at least 0; the next one without is the last. With 0 that is the first. Default 5.
    /// </param>
    /// <param name="minimumChange">
    /// How far below the lowest loss, or above the highest accuracy, an epoch has to come to be progress; at least 0. Default 0: any progress counts.
    /// </param>
    /// <param name="metric">What is looked at. Default: the loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public EarlyStopping(int patience = 5, double minimumChange = 0, EarlyStoppingMetric metric = EarlyStoppingMetric.Loss) =>
        (Patience, MinimumChange, Metric) = (Require.AtLeast(0, patience), Require.AtLeast0(minimumChange), Require.Defined(metric));

    /// <summary>Epochs without progress that are waited for.</summary>
    public int Patience { get; }

    /// <summary>How far better than the best so far is progress.</summary>
    public double MinimumChange { get; }

    /// <summary>What is looked at.</summary>
    public EarlyStoppingMetric Metric { get; }

    /// <inheritdoc/>
    public override void OnRunStarting(TrainingContext run) => (lowest, waited) = (double.PositiveInfinity, 0);

    /// <inheritdoc/>
    public override void OnEpochCompleted(TrainingContext run, EpochReport report)
    {
        if (run.Phase == TrainingPhase.Frozen && run.Options.FrozenEpochs < run.Options.Epochs) return;
        var figure = Metric == EarlyStoppingMetric.Loss ? report.WatchedLoss : -report.WatchedAccuracy;
        if (figure < lowest - MinimumChange) (lowest, waited) = (figure, 0);
        else waited++;
        if (waited > Patience) run.Stop(ReasonOf(report.Metric));
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> Capture() =>
        new Dictionary<string, Tensor> { [nameof(lowest)] = tensor(lowest), [nameof(waited)] = tensor(waited) };

    /// <inheritdoc/>
    public override void Restore(IReadOnlyDictionary<string, Tensor> state) =>
        (lowest, waited) = (state[nameof(lowest)].item<double>(), state[nameof(waited)].item<long>());

    private string ReasonOf(TrainingMetric metric) => Metric == EarlyStoppingMetric.Loss
        ? $"The loss has not fallen for {waited} epochs."
        : $"The {metric.Name()} has not risen for {waited} epochs.";
}
