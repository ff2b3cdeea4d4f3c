using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// A copy of the weights and buffers of the best epoch: the highest accuracy, or what the task has for it, on the validation images, of equals the lowest loss; without validation,
/// the latest epoch.
/// </summary>
internal sealed class BestWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> copies = [];
    private Score? score;

    /// <summary>Copies the network's weights if the score beats the best one so far.</summary>
    /// <returns>Whether it did.</returns>
    public bool Offer(Network network, Score? candidate)
    {
        if (!IsBetter(candidate)) return false;
        score = candidate;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, tensor) in network.state_dict()) Copy(name, tensor);
        return true;
    }

    /// <summary>The copies by name; empty where no epoch was offered.</summary>
    public IReadOnlyDictionary<string, Tensor> Copies => copies;

    /// <summary>Takes over copies that were made in an earlier run.</summary>
    public void Adopt(Score? scoreOfCopies, IReadOnlyDictionary<string, Tensor> tensors)
    {
        score = scoreOfCopies;
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in tensors) Copy(name, tensor);
    }

    /// <summary>Puts the copies back into the network; nothing happens where no epoch was offered.</summary>
    public void Restore(Network network)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        if (copies.Count == 0) return;
        foreach (var (name, tensor) in network.state_dict()) tensor.copy_(copies[name]);
    }

    public void Dispose()
    {
        foreach (var copy in copies.Values) copy.Dispose();
    }

    private bool IsBetter(Score? candidate) => score is null || candidate is null || candidate.Accuracy > score.Accuracy ||
        (candidate.Accuracy == score.Accuracy && candidate.Loss < score.Loss);

    private void Copy(string name, Tensor tensor)
    {
        if (copies.TryGetValue(name, out var copy)) copy.copy_(tensor);
        else copies[name] = tensor.clone().DetachFromDisposeScope();
    }
}
