using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>Copies of tensors by name, which outlast the dispose scope in which they are made.</summary>
internal sealed class NamedCopies : IDisposable
{
    private readonly Dictionary<string, Tensor> copies = [];

    public IReadOnlyDictionary<string, Tensor> All => copies;

    public Tensor this[string name] => copies[name];

    /// <summary>Makes a copy, or writes over the one that is there.</summary>
    public void Take(string name, Tensor tensor)
    {
        if (!TakeFirst(name, tensor)) copies[name].copy_(tensor);
    }

    /// <summary>Makes a copy unless there is one.</summary>
    /// <returns>Whether there was none.</returns>
    public bool TakeFirst(string name, Tensor tensor)
    {
        if (copies.ContainsKey(name)) return false;
        copies[name] = tensor.detach().clone().DetachFromDisposeScope();
        return true;
    }

    /// <summary>Frees all copies.</summary>
    public void Clear()
    {
        foreach (var copy in copies.Values) copy.Dispose();
        copies.Clear();
    }

    public void Dispose() => Clear();
}
