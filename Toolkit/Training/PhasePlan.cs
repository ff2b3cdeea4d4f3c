namespace Toolkit.Training;

/// <summary>Some epochs in which the same layers learn from the same starting rate.</summary>
/// <param name="Phase">What learns.</param>
/// <param name="FirstEpoch">From 1.</param>
/// <param name="LastEpoch">At least <paramref name="FirstEpoch"/>.</param>
/// <param name="LearningRate">Rate at the beginning of the phase.</param>
internal sealed record PhasePlan(TrainingPhase Phase, int FirstEpoch, int LastEpoch, double LearningRate)
{
    public int Epochs => LastEpoch - FirstEpoch + 1;

    /// <summary>The phases of a training in their order, those without epochs left out.</summary>
    public static IReadOnlyList<PhasePlan> Of(FineTuningOptions options)
    {
        var unfrozenRate = options.FrozenEpochs == 0 ? options.LearningRate : options.UnfrozenLearningRate;
        PhasePlan[] phases =
        [
            new(TrainingPhase.Frozen, 1, options.FrozenEpochs, options.LearningRate * options.RanksFactor),
            new(TrainingPhase.Unfrozen, options.FrozenEpochs + 1, options.Epochs, unfrozenRate * options.RanksFactor),
        ];
        return [.. phases.Where(phase => phase.Epochs > 0)];
    }
}
