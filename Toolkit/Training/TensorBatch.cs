using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>One batch on the network's device. Whoever receives it disposes it.</summary>
/// <param name="Inputs">Images <c>[N, C, H, W]</c>, or what the head takes (<see cref="Networks.Network.HeadInput"/>).</param>
/// <param name="Labels">Labels, int64, <c>[N]</c>.</param>
/// <param name="Weights">How much the loss of each image counts, float32, <c>[N]</c>; null: all the same.</param>
public sealed record TensorBatch(Tensor Inputs, Tensor Labels, Tensor? Weights = null) : IDisposable
{
    /// <summary>
    /// What the network is to say, as the probability of each class, float32, <c>[N, Classes]</c>, where that is more than the label; null, as
    /// batches come: the label.
    /// </summary>
    public Tensor? Targets { get; init; }

    /// <summary>Images in the batch.</summary>
    public int Count => (int)Labels.shape[0];

    /// <summary>Takes the tensors out of the dispose scope in which they were made.</summary>
    internal TensorBatch Detached()
    {
        Inputs.DetachFromDisposeScope();
        Labels.DetachFromDisposeScope();
        Weights?.DetachFromDisposeScope();
        return this;
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Inputs.Dispose();
        Labels.Dispose();
        Weights?.Dispose();
        Targets?.Dispose();
    }
}
