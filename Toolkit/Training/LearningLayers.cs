using Toolkit.Networks;
using TorchSharp.Modules;

namespace Toolkit.Training;

/// <summary>Which layers learn in a phase, at which rates, and which of them behave as in training.</summary>
internal static class LearningLayers
{
    /// <summary>The head, or all layers in their groups.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">Say by which factor each group's rate is lowered.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="rate">The head's full rate.</param>
    public static IReadOnlyList<ParamGroup> ParamGroups(Network network, FineTuningOptions options, TrainingPhase phase, double rate)
    {
        if (phase == TrainingPhase.Frozen)
            return [new ParamGroup(network.HeadPrefix, network.HeadParameters.Select(p => p.parameter), rate)];
        var groups = network.LayerGroups;
        return [.. groups.Zip(options.RateFactors(groups.Count), (group, factor) =>
            new ParamGroup(group.Name, group.Parameters.Select(p => p.Parameter), rate * factor))];
    }

    /// <summary>Sets dropout and batch normalisation to what they do in the steps of a phase.</summary>
    public static void SetMode(Network network, TrainingData data, TrainingPhase phase)
    {
        var follow = data.StatisticsFollow(phase);
        network.train(phase == TrainingPhase.Unfrozen || follow);
        if (!follow) foreach (var layer in network.modules().OfType<BatchNorm>()) layer.eval();
        network.Head.train();
    }
}
