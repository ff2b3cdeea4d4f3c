namespace Toolkit.Training;

/// <summary>
/// PyTorch's <c>ReduceLROnPlateau</c>: the rates are multiplied by a factor when the loss has not fallen by a ten-thousandth of the
/// lowest one for more than so many epochs.
/// </summary>
/// <param name="optimizer">Its rates are changed.</param>
/// <param name="factor">Above 0 and below 1.</param>
/// <param name="patience">Epochs without progress that are waited for, at least 0.</param>
internal sealed class PlateauSchedule(Optimizer optimizer, double factor, int patience) : RateSchedule
{
    private const double Threshold = 1e-4, SmallestChange = 1e-8;

    private double lowest = double.PositiveInfinity;
    private int waited;

    public override void AfterEpoch(double watchedLoss)
    {
        if (watchedLoss < lowest * (1 - Threshold)) (lowest, waited) = (watchedLoss, 0);
        else waited++;
        if (waited <= patience) return;
        waited = 0;
        foreach (var group in optimizer.Groups) Reduce(group);
    }

    private void Reduce(ParamGroup group)
    {
        var reduced = group.LearningRate * factor;
        if (group.LearningRate - reduced > SmallestChange) group.LearningRate = reduced;
    }
}
