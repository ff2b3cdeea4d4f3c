using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>A step of the training on one batch.</summary>
/// <param name="forward">Inputs to logits.</param>
/// <param name="updates">Take the optimizer's step.</param>
/// <param name="objective">What is made small.</param>
/// <param name="callbacks">Take part.</param>
/// <param name="run">The run as they see it.</param>
/// <param name="average">Takes the mean of the ranks' gradients; null: there is one rank.</param>
internal sealed class TrainingStep(
    Func<Tensor, TrainingOutput> forward, ParameterUpdates updates, TrainingObjective objective, TrainingCallbacks callbacks,
    TrainingContext run, GradientAverage? average = null)
{
    private bool gradientsAreFinite = true;

    /// <summary>Whether another rank was asked to end the training, which all do then.</summary>
    public bool IsToEnd => average is { IsToEnd: true };

    /// <summary>Forward pass, loss, backward pass, step.</summary>
    /// <param name="loaded">The batch; null: the other ranks have images left, and this one has not.</param>
    /// <param name="score">Receives the batch's loss and hits.</param>
    /// <returns>The batch's loss; of several ranks, that of their batches together.</returns>
    /// <exception cref="InvalidOperationException">The loss or a gradient is not a finite number; no step is taken.</exception>
    public double Run(TensorBatch? loaded, RunningScore score)
    {
        var loss = TryRun(loaded, score);
        return double.IsFinite(loss)
            ? loss
            : throw new InvalidOperationException(
                $"The training diverged: {(gradientsAreFinite ? $"the loss became {loss}" : "gradients are no finite numbers")}. Lower the learning rate, clip "
                + $"the gradients ({nameof(GradientClipping)}), and check that the pixels are normalised.");
    }

    /// <summary>The same, but where the loss or a gradient is not a finite number, no step is taken and nothing is thrown.</summary>
    /// <returns>The batch's loss; what is no number where a gradient is none.</returns>
    public double TryRun(TensorBatch? loaded, RunningScore score)
    {
        using var scope = NewDisposeScope();
        gradientsAreFinite = true;
        var value = loaded is null ? 0 : Backward(loaded, score);
        if (average is not null) value = average.Run(loaded?.Count ?? 0, value);
        if (!double.IsFinite(value)) return value;
        callbacks.Each((callback, context) => callback.OnGradients(context));
        gradientsAreFinite = FirstGradientIsFinite();
        if (!gradientsAreFinite) return double.NaN;
        if (run.StepIsHeld) return value;
        updates.Step();
        updates.DropGradients();
        callbacks.Each((callback, context) => callback.OnStepTaken(context));
        return value;
    }

    /// <summary>Forward and backward pass; the latter only where the loss, which is returned, is a finite number.</summary>
    private double Backward(TensorBatch loaded, RunningScore score)
    {
        var batch = callbacks.OnBatch(loaded);
        var output = forward(batch.Inputs);
        var loss = callbacks.OnLoss(batch, output.Logits, objective.TrainingLoss(output, batch));
        double value = loss.item<float>();
        if (!double.IsFinite(value)) return value;
        loss.backward();
        AutogradFunctions.ThrowIfFailed();
        score.Add(output.Logits, batch, value);
        return value;
    }

    /// <summary>
    /// The backward pass ends at the first layer that learns: what is no number on its way is none there. Looking at all gradients would cost as much as clipping
    /// them; one that is no number in a later layer alone makes the next loss none.
    /// </summary>
    private bool FirstGradientIsFinite()
    {
        var first = run.ParamGroups.SelectMany(group => group.Parameters).Select(parameter => parameter.grad).FirstOrDefault(gradient => gradient is not null);
        return first is null || first.isfinite().all().item<bool>();
    }
}
