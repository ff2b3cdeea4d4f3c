using Toolkit.LibTorch;
using Toolkit.Text;

namespace Toolkit.Training;

/// <summary>
/// Takes a step of the optimizer for several batches together: large batches on little memory. The step is that of the mean loss over these batches; a
/// rest at the end of an epoch is a step of its own. Batch normalisation still sees single batches. It comes before callbacks that change gradients in the list.
/// </summary>
public sealed class GradientAccumulation : TrainingCallback
{
    /// <summary>Sets how many batches make a step.</summary>
    /// <param name="batches">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public GradientAccumulation(int batches) => Batches = Require.AtLeast(1, batches);

    /// <summary>How many batches make a step.</summary>
    public int Batches { get; }

    /// <inheritdoc/>
    public override void OnGradients(TrainingContext run)
    {
        var together = (run.Iteration - 1) % Batches + 1;
        if (together < Batches && run.Iteration < run.Iterations) run.HoldStep();
        else foreach (var gradient in run.Gradients) Arithmetic.DivideInPlace(gradient, together);
    }
}
