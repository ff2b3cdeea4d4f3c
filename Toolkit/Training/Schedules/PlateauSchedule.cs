using Toolkit.Text;

namespace Toolkit.Training;

public abstract partial record Schedule
{
    /// <summary>
    /// PyTorch's <c>ReduceLROnPlateau</c>: the rates are multiplied by a factor when the validation loss has not fallen by a ten-thousandth of
    /// the lowest one for more than so many epochs.
    /// </summary>
    /// <param name="factor">Above 0 and below 1. Default 0.5.</param>
    /// <param name="patience">Epochs without progress that are waited for, at least 0. Default 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Schedule ReduceOnPlateau(double factor = 0.5, int patience = 2) =>
        new PlateauSchedule(Require.Between0And1(factor), Require.AtLeast(0, patience));
}

internal sealed record PlateauSchedule(double Factor, int Patience) : Schedule
{
    private const double Threshold = 1e-4, SmallestChange = 1e-8;

    public override double Rate(double fullRate, SchedulePosition position)
    {
        var (rate, lowest, waited) = (fullRate, double.PositiveInfinity, 0);
        foreach (var loss in position.Losses)
        {
            if (loss < lowest * (1 - Threshold)) (lowest, waited) = (loss, 0);
            else waited++;
            if (waited <= Patience) continue;
            waited = 0;
            rate = Reduced(rate);
        }
        return rate;
    }

    private double Reduced(double rate) => rate - rate * Factor > SmallestChange ? rate * Factor : rate;
}
