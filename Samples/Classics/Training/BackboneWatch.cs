using Toolkit.Networks;
using Toolkit.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Samples.Classics.Training;

/// <summary>Compares the backbone's weights after every epoch with what they were at the beginning.</summary>
internal sealed class BackboneWatch : TrainingCallback, IDisposable
{
    private readonly (Parameter Parameter, Tensor Start)[] backbone;
    private int changedWhileFrozen, changedAfterwards;

    /// <param name="network">Its weights as they are now are the beginning.</param>
    public BackboneWatch(Network network) => backbone =
    [
        .. network.named_parameters().Where(named => !named.name.StartsWith($"{network.HeadPrefix}.", StringComparison.Ordinal))
            .Select(named => (named.parameter, named.parameter.detach().clone())),
    ];

    /// <summary>Whether all stayed while they were frozen, and all learned afterwards.</summary>
    public bool Holds => changedWhileFrozen == 0 && changedAfterwards == backbone.Length;

    public string Describe() =>
        $"{changedWhileFrozen} of {backbone.Length} tensors of the backbone changed while it was frozen, {changedAfterwards} afterwards";

    public override void OnEpochCompleted(TrainingContext run, EpochReport report)
    {
        var changed = backbone.Count(pair => !pair.Parameter.Equals(pair.Start));
        if (report.Phase == TrainingPhase.Frozen) changedWhileFrozen = changed;
        else changedAfterwards = changed;
    }

    public void Dispose()
    {
        foreach (var (_, start) in backbone) start.Dispose();
    }
}
