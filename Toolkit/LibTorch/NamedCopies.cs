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

    /// <summary>Copies all parameters and buffers of a module.</summary>
    public static NamedCopies Of(nn.Module module)
    {
        var copies = new NamedCopies();
        copies.TakeAll(module);
        return copies;
    }

    /// <summary>Copies all parameters and buffers of a module, over copies that are there.</summary>
    public void TakeAll(nn.Module module)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, tensor) in module.state_dict()) Take(name, tensor);
    }

    /// <summary>Writes the copies into the parameters and buffers of the module that they were made of.</summary>
    public void PutBack(nn.Module module)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, tensor) in module.state_dict()) tensor.copy_(copies[name]);
    }

    /// <summary>Frees all copies.</summary>
    public void Clear()
    {
        foreach (var copy in copies.Values) copy.Dispose();
        copies.Clear();
    }

    public void Dispose() => Clear();
}
