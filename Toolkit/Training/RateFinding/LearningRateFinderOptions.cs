using Toolkit.Text;

namespace Toolkit.Training;

/// <summary>How <see cref="LearningRateFinder"/> goes through the learning rates.</summary>
public sealed record LearningRateFinderOptions
{
    /// <summary>The first step's rate, above 0. Default 1e-7.</summary>
    public double LowestRate { get; init; } = 1e-7;

    /// <summary>The last step's rate, above <see cref="LowestRate"/>. Default 1.</summary>
    public double HighestRate { get; init; } = 1;

    /// <summary>Steps of the optimizer, at least 2. Default 100.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>
    /// How much of the mean loss each step keeps, at least 0 and below 1; with 0 the loss is not smoothed. Default 0.98, as in fastai.
    /// </summary>
    public double Smoothing { get; init; } = 0.98;

    /// <summary>The search ends where the smoothed loss is so many times the lowest one, above 1. Default 4, as in fastai.</summary>
    public double DivergenceFactor { get; init; } = 4;

    /// <summary>
    /// What learns: the head alone, for <see cref="FineTuningOptions.LearningRate"/>, or all layers, for
    /// <see cref="FineTuningOptions.UnfrozenLearningRate"/>. Null, the default: what learns first.
    /// </summary>
    public TrainingPhase? Phase { get; init; }

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it, its range and the value.</exception>
    public void Validate()
    {
        Require.Positive(LowestRate);
        Require.Positive(HighestRate);
        Require.That(HighestRate > LowestRate, HighestRate, $"must be above {nameof(LowestRate)} ({LowestRate})");
        Require.AtLeast(2, Steps);
        Require.Below1(Smoothing);
        Require.That(DivergenceFactor > 1, DivergenceFactor, "must be above 1, such as 4");
        if (Phase is { } phase) Require.Defined(phase, nameof(Phase));
    }
}
