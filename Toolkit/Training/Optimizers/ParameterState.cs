using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>The optimizer state of one parameter: how many steps it has taken, and tensors of its shape by name.</summary>
public sealed class ParameterState : IDisposable
{
    private const string StepName = "step";

    private readonly Parameter parameter;
    private readonly Dictionary<string, Tensor> tensors = [];

    internal ParameterState(Parameter parameter) => this.parameter = parameter;

    /// <summary>Steps that the parameter has taken, the present one included.</summary>
    public long Step { get; internal set; }

    /// <summary>
    /// The tensor of that name, zeros at first, with the shape, type, device and memory layout of the parameter. Change it in place.
    /// </summary>
    /// <param name="name">Such as PyTorch's <c>exp_avg</c>; any but <c>step</c>.</param>
    /// <exception cref="ArgumentException">The name is <c>step</c>, under which checkpoints hold <see cref="Step"/>.</exception>
    public Tensor this[string name] => tensors.TryGetValue(name, out var tensor) ? tensor : tensors[name] = Zeros(name);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in tensors.Values) tensor.Dispose();
    }

    /// <summary>Copies on the CPU, by name.</summary>
    internal IEnumerable<(string Name, Tensor Value)> Capture() =>
        [(StepName, tensor(Step)), .. tensors.Select(entry => (entry.Key, entry.Value.to(CPU, copy: true)))];

    /// <summary>Takes over what <see cref="Capture"/> returned of the same parameter.</summary>
    internal void Restore(string name, Tensor value)
    {
        if (name == StepName) Step = value.item<long>();
        else this[name].copy_(value);
    }

    private Tensor Zeros(string name) => name == StepName
        ? throw new ArgumentException($"The name '{StepName}' is taken by the number of steps. Choose another.", nameof(name))
        : zeros_like(parameter).DetachFromDisposeScope();
}
