using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>One optimizer step on one batch.</summary>
/// <param name="network">Its gradients are dropped before each step: a fresh one is written once, an old one zeroed and added to.</param>
/// <param name="forward">Inputs to logits.</param>
/// <param name="optimizer">Takes the step.</param>
/// <param name="labelSmoothing">0 to below 1.</param>
internal sealed class TrainingStep(
    Network network, Func<Tensor, TrainingOutput> forward, Optimizer optimizer, double labelSmoothing)
{
    /// <summary>Forward pass, loss, backward pass, step.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="score">Receives the batch's loss and hits.</param>
    /// <returns>The batch's loss.</returns>
    /// <exception cref="InvalidOperationException">The loss is not a finite number; no step is taken.</exception>
    public double Run(TensorBatch batch, RunningScore score)
    {
        using var scope = NewDisposeScope();
        network.zero_grad();
        var output = forward(batch.Inputs);
        var loss = output.Loss(batch.Labels, batch.Weights, labelSmoothing);
        var value = Finite(loss.item<float>());
        loss.backward();
        optimizer.Step();
        score.Add(output.Logits, batch.Labels, value);
        return value;
    }

    private static double Finite(float loss) => float.IsFinite(loss)
        ? loss
        : throw new InvalidOperationException(
            $"The training diverged: the loss became {loss}. Lower the learning rate, and check that the pixels are normalised.");
}
