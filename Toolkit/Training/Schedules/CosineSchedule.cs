using Toolkit.Text;

namespace Toolkit.Training;

public abstract partial record Schedule
{
    /// <summary>
    /// The rates fall to 0 along half a cosine, a little after every step (Loshchilov and Hutter 2016, without restarts): PyTorch's
    /// <c>CosineAnnealingLR</c>, after a warm-up by its <c>LinearLR</c> if one is asked for.
    /// </summary>
    /// <param name="warmupEpochs">
    /// Epochs, at least 0, in which the rates first rise from a hundredth in a straight line, as in torchvision's recipes. Default 0. In a phase
    /// that is not longer, they only rise.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static Schedule Cosine(int warmupEpochs = 0) => new CosineSchedule(Require.AtLeast(0, warmupEpochs));
}

internal sealed record CosineSchedule(int WarmupEpochs) : Schedule
{
    private const double Start = 0.01;

    public override double Rate(double fullRate, SchedulePosition position)
    {
        var rising = Math.Min(WarmupEpochs * position.StepsPerEpoch, position.Steps);
        return position.Step < rising
            ? fullRate * (Start + (1 - Start) * position.Step / rising)
            : fullRate * Anneal(1, 0, (position.Step - rising) / (double)(position.Steps - rising));
    }
}
