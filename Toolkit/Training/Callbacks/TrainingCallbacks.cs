using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>The callbacks of a run, called one after the other.</summary>
internal sealed class TrainingCallbacks(IReadOnlyList<TrainingCallback> callbacks, TrainingContext run)
{
    public TensorBatch OnBatch(TensorBatch batch) => callbacks.Aggregate(batch, (changed, callback) => callback.OnBatch(run, changed));

    public Tensor OnLoss(TensorBatch batch, Tensor logits, Tensor loss) =>
        callbacks.Aggregate(loss, (changed, callback) => callback.OnLoss(run, batch, logits, changed));

    /// <summary>Calls a method that takes part without a graph; tensors that it makes are freed.</summary>
    public void Each(Action<TrainingCallback, TrainingContext> call)
    {
        if (callbacks.Count == 0) return;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var callback in callbacks) call(callback, run);
    }

    /// <summary>Copies on the CPU of all that they remember, by the number of the callback and the name of the value.</summary>
    public IEnumerable<(string Name, Tensor Value)> Capture() => callbacks.SelectMany((callback, index) =>
        callback.Capture().Select(value => ($"{index}.{value.Key}", value.Value.detach().cpu())));

    /// <summary>Takes over what <see cref="Capture"/> returned of the same callbacks.</summary>
    public void Restore(IReadOnlyDictionary<string, Tensor> values)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var state in values.GroupBy(value => int.Parse(value.Key.Split('.', 2)[0])))
            callbacks[state.Key].Restore(state.ToDictionary(value => value.Key.Split('.', 2)[1], value => value.Value));
    }
}
