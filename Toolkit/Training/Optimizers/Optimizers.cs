namespace Toolkit.Training;

/// <summary>Makes the optimizer that the options name.</summary>
internal static class Optimizers
{
    public static Optimizer Create(FineTuningOptions options, IReadOnlyList<ParamGroup> groups) => options.Optimizer switch
    {
        OptimizerKind.Adam => new Adam(groups, options.WeightDecay),
        OptimizerKind.AdamW => new AdamW(groups, options.WeightDecay),
        OptimizerKind.Sgd => new Sgd(groups, options.Momentum, options.WeightDecay, options.Nesterov),
        OptimizerKind.RmsProp => new RmsProp(groups, weightDecay: options.WeightDecay),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Optimizer, "Unknown optimizer."),
    };
}
