using Toolkit.LibTorch;
using Toolkit.Text;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// Takes a step of the optimizer for several batches together: large batches on little memory. The loss is the mean over these batches; a rest at the end
/// of an epoch is a step of its own. Batch normalisation still sees single batches. It comes before callbacks that change gradients in the list.
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
    public override Tensor OnLoss(TrainingContext run, TensorBatch batch, Tensor logits, Tensor loss) =>
        Arithmetic.Multiply(loss, 1.0 / TogetherWith(run));

    /// <inheritdoc/>
    public override void OnGradients(TrainingContext run)
    {
        if (run.Iteration % Batches != 0 && run.Iteration < run.Iterations) run.HoldStep();
    }

    /// <summary>How many batches make the present step: fewer at the end of an epoch.</summary>
    private int TogetherWith(TrainingContext run)
    {
        var first = (run.Iteration - 1) / Batches * Batches;
        return Math.Min(Batches, run.Iterations - first);
    }
}
