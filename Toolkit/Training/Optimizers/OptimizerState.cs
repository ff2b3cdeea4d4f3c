using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>What an optimizer remembers of one parameter's earlier steps: how many they were, and tensors of the parameter's shape by name.</summary>
internal sealed class OptimizerState(Parameter parameter) : IDisposable
{
    private const string StepName = "step";

    private readonly Dictionary<string, Tensor> tensors = [];

    /// <summary>Steps that the parameter has taken, the present one included.</summary>
    public long Step { get; set; }

    /// <summary>The tensor of that name, zeros at first, with the shape, type, device and memory layout of the parameter.</summary>
    public Tensor this[string name] => tensors.TryGetValue(name, out var tensor) ? tensor : tensors[name] = Zeros();

    /// <summary>Copies on the CPU, by name.</summary>
    public IEnumerable<(string Name, Tensor Value)> Capture() =>
        [(StepName, tensor(Step)), .. tensors.Select(entry => (entry.Key, entry.Value.to(CPU, copy: true)))];

    /// <summary>Takes over what <see cref="Capture"/> returned of the same parameter.</summary>
    public void Restore(string name, Tensor value)
    {
        if (name == StepName) Step = value.item<long>();
        else this[name].copy_(value);
    }

    public void Dispose()
    {
        foreach (var tensor in tensors.Values) tensor.Dispose();
    }

    private Tensor Zeros() => zeros_like(parameter).DetachFromDisposeScope();
}
