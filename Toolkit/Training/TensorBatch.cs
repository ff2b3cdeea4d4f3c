using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>One batch on the network's device. Whoever receives it disposes it.</summary>
/// <param name="Inputs">Images <c>[N, C, H, W]</c>, or what the head takes (<see cref="Networks.Network.HeadInput"/>).</param>
/// <param name="Labels">Labels, int64, <c>[N]</c>; null in tasks that have none, where reading them is an error.</param>
/// <param name="Weights">How much the loss of each image counts, float32, <c>[N]</c>; null: all the same.</param>
public sealed record TensorBatch(Tensor Inputs, Tensor? Labels, Tensor? Weights = null) : IDisposable
{
    private readonly Tensor? labels = Labels;

    /// <summary>Labels, int64, <c>[N]</c>.</summary>
    /// <exception cref="InvalidOperationException">The task is not classification: there are <see cref="Targets"/> only.</exception>
    public Tensor Labels
    {
        get => labels ?? throw new InvalidOperationException(
            $"The images have several labels, or numbers, and not a class each: a callback has to work on {nameof(Targets)}, not on {nameof(Labels)}.");
        init => labels = value;
    }

    /// <summary>
    /// What the network is to say, float32, <c>[N, Classes]</c>: in classification the probability of each class, where that is more than the label, and
    /// null, as batches come: the label. In other tasks always there: 1 or 0 for each label, or the standardised numbers.
    /// </summary>
    public Tensor? Targets { get; init; }

    /// <summary>Images in the batch.</summary>
    public int Count => (int)Inputs.shape[0];

    /// <summary>Whether the images have a class each.</summary>
    internal bool HasLabels => labels is not null;

    /// <summary>Takes the tensors out of the dispose scope in which they were made.</summary>
    internal TensorBatch Detached()
    {
        Inputs.DetachFromDisposeScope();
        labels?.DetachFromDisposeScope();
        Weights?.DetachFromDisposeScope();
        Targets?.DetachFromDisposeScope();
        return this;
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Inputs.Dispose();
        labels?.Dispose();
        Weights?.Dispose();
        Targets?.Dispose();
    }
}
