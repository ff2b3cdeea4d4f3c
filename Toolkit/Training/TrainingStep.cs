using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>One optimizer step on one batch.</summary>
internal sealed class TrainingStep(Func<Tensor, TrainingOutput> forward, optim.Optimizer optimizer, double labelSmoothing)
{
    /// <summary>Forward pass, loss, backward pass, step.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="score">Receives the batch's loss and hits.</param>
    /// <returns>The batch's loss.</returns>
    /// <exception cref="InvalidOperationException">The loss is not a finite number; no step is taken.</exception>
    public double Run(TensorBatch batch, RunningScore score)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var output = forward(batch.Inputs);
        var loss = output.Loss(batch.Labels, labelSmoothing);
        var value = Finite(loss.item<float>());
        loss.backward();
        optimizer.step();
        score.Add(output.Logits, batch.Labels, value);
        return value;
    }

    private static double Finite(float loss) => float.IsFinite(loss)
        ? loss
        : throw new InvalidOperationException(
            $"The training diverged: the loss became {loss}. Lower the learning rate, and check that the pixels are normalised.");
}
