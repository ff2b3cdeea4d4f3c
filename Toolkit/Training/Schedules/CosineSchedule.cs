namespace Toolkit.Training;

/// <summary>PyTorch's <c>CosineAnnealingLR</c>, iteration by iteration: from the full rates to 0 after the last.</summary>
/// <inheritdoc/>
internal sealed class CosineSchedule(Optimizer optimizer, int iterations) : CurveSchedule(optimizer, iterations)
{
    protected override double Factor(int done, int iterations) => Anneal(1, 0, (double)done / iterations);
}
