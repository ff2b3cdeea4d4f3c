using Toolkit.Text;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// Stops a training run when the validation loss no longer falls (Prechelt 1998, "Early stopping, but when?"). Only epochs of the last phase
/// count: that a head has learnt what it can says nothing about the layers that are still frozen. The weights that are left are the best
/// epoch's, as always. Without validation images it looks at the training loss.
/// </summary>
public sealed class EarlyStopping : TrainingCallback
{
    private double lowest;
    private long waited;

    /// <summary>Sets when to stop.</summary>
    /// <param name="patience">Epochs without progress that are waited for, at least 0. Default 5.</param>
    /// <param name="minimumChange">How far below the lowest loss so far is progress, at least 0. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public EarlyStopping(int patience = 5, double minimumChange = 0) =>
        (Patience, MinimumChange) = (Require.AtLeast(0, patience), Require.AtLeast0(minimumChange));

    /// <summary>Epochs without progress that are waited for.</summary>
    public int Patience { get; }

    /// <summary>How far below the lowest loss so far is progress.</summary>
    public double MinimumChange { get; }

    /// <inheritdoc/>
    public override void OnRunStarting(TrainingContext run) => (lowest, waited) = (double.PositiveInfinity, 0);

    /// <inheritdoc/>
    public override void OnEpochCompleted(TrainingContext run, EpochReport report)
    {
        if (run.Phase == TrainingPhase.Frozen && run.Options.FrozenEpochs < run.Options.Epochs) return;
        if (report.WatchedLoss < lowest - MinimumChange) (lowest, waited) = (report.WatchedLoss, 0);
        else waited++;
        if (waited > Patience) run.Stop($"The loss has not fallen for {waited} epochs.");
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> Capture() =>
        new Dictionary<string, Tensor> { [nameof(lowest)] = tensor(lowest), [nameof(waited)] = tensor(waited) };

    /// <inheritdoc/>
    public override void Restore(IReadOnlyDictionary<string, Tensor> state) =>
        (lowest, waited) = (state[nameof(lowest)].item<double>(), state[nameof(waited)].item<long>());
}
