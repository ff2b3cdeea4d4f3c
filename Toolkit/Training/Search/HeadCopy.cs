using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>A copy of a head as it is, with which every training of that head begins.</summary>
internal sealed class HeadCopy : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> head;
    private readonly Dictionary<string, Tensor> copies = [];

    public HeadCopy(Network network)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        head = network.Head;
        foreach (var (name, tensor) in head.state_dict()) copies[name] = tensor.clone().DetachFromDisposeScope();
    }

    /// <summary>Makes the head what it was.</summary>
    public void PutBack()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, tensor) in head.state_dict()) tensor.copy_(copies[name]);
    }

    public void Dispose()
    {
        foreach (var copy in copies.Values) copy.Dispose();
    }
}
