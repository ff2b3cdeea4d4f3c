using Toolkit.Text;

namespace Toolkit.Training;

public abstract partial record Schedule
{
    /// <summary>The rates are multiplied by a factor after every so many epochs: PyTorch's <c>StepLR</c>.</summary>
    /// <param name="epochs">At least 1.</param>
    /// <param name="factor">Above 0 and below 1. Default 0.1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Schedule Step(int epochs, double factor = 0.1) => new StepSchedule(Require.AtLeast(1, epochs), Require.Between0And1(factor));
}

internal sealed record StepSchedule(int Epochs, double Factor) : Schedule
{
    public override double Rate(double fullRate, SchedulePosition position) =>
        fullRate * Math.Pow(Factor, position.Step / position.StepsPerEpoch / Epochs);
}
