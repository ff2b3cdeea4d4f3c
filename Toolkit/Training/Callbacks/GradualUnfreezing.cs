using Toolkit.Text;
using TorchSharp.Modules;

namespace Toolkit.Training;

/// <summary>
/// Lets the layers learn group by group, from the head backwards, rather than all at once (Howard and Ruder 2018, "Universal language model fine-tuning
/// for text classification"): in the first unfrozen epochs the head and the group before it, then one group more, and so on. What does not learn yet is
/// left out of the backward pass, and its batch normalisation keeps its statistics.
/// </summary>
public sealed class GradualUnfreezing : TrainingCallback
{
    /// <summary>Sets how fast it goes.</summary>
    /// <param name="epochsPerGroup">Epochs until the next group learns, too; at least 1. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public GradualUnfreezing(int epochsPerGroup = 1) => EpochsPerGroup = Require.AtLeast(1, epochsPerGroup);

    /// <summary>Epochs until the next group learns, too.</summary>
    public int EpochsPerGroup { get; }

    /// <inheritdoc/>
    public override void OnEpochStarting(TrainingContext run)
    {
        if (run.Phase == TrainingPhase.Frozen) return;
        var groups = run.Network.LayerGroups;
        var learning = 2 + (run.Epoch - run.Options.FrozenEpochs - 1) / EpochsPerGroup;
        var frozen = groups.SkipLast(learning).SelectMany(group => group.Parameters).Select(p => p.Parameter.Handle).ToHashSet();
        foreach (var parameter in run.Network.parameters()) parameter.requires_grad = !frozen.Contains(parameter.Handle);
        foreach (var layer in run.Network.modules().OfType<BatchNorm>().Where(layer => layer.weight is { requires_grad: false })) layer.eval();
    }

    /// <inheritdoc/>
    public override void OnRunCompleted(TrainingContext run)
    {
        foreach (var parameter in run.Network.parameters()) parameter.requires_grad = true;
    }
}
