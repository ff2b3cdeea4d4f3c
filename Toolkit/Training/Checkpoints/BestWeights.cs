using Toolkit.LibTorch;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// A copy of the weights and buffers of the best epoch: the highest accuracy, or what the task has for it, on the validation images, of equals the lowest loss; without validation,
/// the latest epoch.
/// </summary>
internal sealed class BestWeights : IDisposable
{
    private readonly NamedCopies copies = new();
    private Score? score;

    /// <summary>Copies the network's weights if the score beats the best one so far.</summary>
    /// <returns>Whether it did.</returns>
    public bool Offer(Network network, Score? candidate)
    {
        if (!IsBetter(candidate)) return false;
        score = candidate;
        copies.TakeAll(network);
        return true;
    }

    /// <summary>The copies by name; empty where no epoch was offered.</summary>
    public IReadOnlyDictionary<string, Tensor> Copies => copies.All;

    /// <summary>Takes over copies that were made in an earlier run.</summary>
    public void Adopt(Score? scoreOfCopies, IReadOnlyDictionary<string, Tensor> tensors)
    {
        score = scoreOfCopies;
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in tensors) copies.Take(name, tensor);
    }

    /// <summary>Puts the copies back into the network; nothing happens where no epoch was offered.</summary>
    public void Restore(Network network)
    {
        if (copies.All.Count > 0) copies.PutBack(network);
    }

    public void Dispose() => copies.Dispose();

    private bool IsBetter(Score? candidate) => score is null || candidate is null || candidate.Accuracy > score.Accuracy ||
        (candidate.Accuracy == score.Accuracy && candidate.Loss < score.Loss);
}
