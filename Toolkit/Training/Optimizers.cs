using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Parameters that learn at one rate.</summary>
internal sealed record RateGroup(IReadOnlyList<Parameter> Parameters, double LearningRate);

/// <summary>Makes the optimizer that the options name.</summary>
internal static class Optimizers
{
    public static optim.Optimizer Create(FineTuningOptions options, IReadOnlyList<RateGroup> groups) => options.Optimizer switch
    {
        OptimizerKind.Adam => optim.Adam(groups.Select(group => Adam(group, options)), groups[^1].LearningRate),
        OptimizerKind.AdamW => optim.AdamW(groups.Select(group => AdamW(group, options)), groups[^1].LearningRate),
        OptimizerKind.Sgd => optim.SGD(groups.Select(group => Sgd(group, options)), groups[^1].LearningRate),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Optimizer, "Unknown optimizer."),
    };

    private static Adam.ParamGroup Adam(RateGroup group, FineTuningOptions options) =>
        new(group.Parameters, group.LearningRate, weight_decay: options.WeightDecay);

    private static AdamW.ParamGroup AdamW(RateGroup group, FineTuningOptions options) =>
        new(group.Parameters, group.LearningRate, weight_decay: options.WeightDecay);

    private static SGD.ParamGroup Sgd(RateGroup group, FineTuningOptions options) =>
        new(group.Parameters, group.LearningRate, options.Momentum, weight_decay: options.WeightDecay, nesterov: options.Nesterov);
}
