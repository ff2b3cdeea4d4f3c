using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>A training run as its callbacks see it.</summary>
public sealed class TrainingContext
{
    internal TrainingContext(Network network, FineTuningOptions options) => (Network, Options) = (network, options);

    /// <summary>The network that is trained.</summary>
    public Network Network { get; }

    /// <summary>How it is trained.</summary>
    public FineTuningOptions Options { get; }

    /// <summary>The present epoch, from 1; 0 before the first.</summary>
    public int Epoch { get; internal set; }

    /// <summary>What learns in it.</summary>
    public TrainingPhase Phase { get; internal set; }

    /// <summary>The present step of the epoch, from 1; 0 before the first.</summary>
    public int Iteration { get; internal set; }

    /// <summary>Steps of an epoch.</summary>
    public int Iterations { get; internal set; }

    /// <summary>
    /// Whether the batches hold images, <c>[N, C, H, W]</c>. In frozen epochs that reuse the backbone's features they hold these, as the head
    /// takes them (<see cref="Network.HeadInput"/>).
    /// </summary>
    public bool BatchesAreImages { get; internal set; }

    /// <summary>What learns in this phase, and at which rates; the head, or the layers nearest to it, last.</summary>
    public IReadOnlyList<ParamGroup> ParamGroups { get; internal set; } = [];

    /// <summary>The gradients of all that learns, as the backward pass left them; those of layers that do not learn yet are left out.</summary>
    public IReadOnlyList<Tensor> Gradients => [.. ParamGroups.SelectMany(group => group.Parameters).Select(p => p.grad).OfType<Tensor>()];

    /// <summary>Why a callback has stopped the run; null: none has.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Whether a callback holds this step of the optimizer back (<see cref="HoldStep"/>).</summary>
    public bool StepIsHeld { get; private set; }

    /// <summary>
    /// Leaves out this step of the optimizer: the gradients stay, and those of the next batch are added to them. For
    /// <see cref="TrainingCallback.OnGradients"/>; the schedule goes on. Gradients that are left at the end of an epoch are dropped.
    /// </summary>
    public void HoldStep() => StepIsHeld = true;

    /// <summary>Makes the present epoch the last one, which is still trained to its end, validated and reported.</summary>
    /// <param name="reason">A sentence for <see cref="TrainingResult.StopReason"/>.</param>
    public void Stop(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        StopReason ??= reason;
    }

    /// <summary>What rank 0 says about the end holds for all ranks.</summary>
    /// <param name="reasonOfRank0">Empty: the training goes on.</param>
    internal void Decide(string reasonOfRank0) => StopReason = reasonOfRank0.Length == 0 ? null : reasonOfRank0;

    internal void BeginStep(int iteration) => (Iteration, StepIsHeld) = (iteration, false);
}
