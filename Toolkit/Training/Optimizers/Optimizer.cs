using Toolkit.LibTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// Changes parameters by their gradients. Another optimizer is one class: it overrides <see cref="Update"/>, and what it keeps in the
/// <see cref="OptimizerState"/> is in every checkpoint.
/// </summary>
/// <remarks>
/// TorchSharp's own optimizers hand numbers to libtorch that a garbage collection may free meanwhile (<see cref="Arithmetic"/>), and go
/// over the parameters' memory a dozen times a step.
/// </remarks>
internal abstract class Optimizer : IDisposable
{
    private readonly (ParamGroup Group, Parameter Parameter, OptimizerState State)[] entries;

    protected Optimizer(IReadOnlyList<ParamGroup> groups)
    {
        Groups = groups;
        entries = [.. groups.SelectMany(group => group.Parameters.Select(parameter => (group, parameter, new OptimizerState(parameter))))];
    }

    /// <summary>The parameters, and the rates at which they learn.</summary>
    public IReadOnlyList<ParamGroup> Groups { get; }

    /// <summary>One step. Parameters without a gradient stay as they are.</summary>
    public void Step()
    {
        using var noGradient = no_grad();
        foreach (var (group, parameter, state) in entries)
        {
            using var scope = NewDisposeScope();
            if (parameter.grad is not { } gradient) continue;
            state.Step++;
            Update(parameter, gradient, group.LearningRate, state);
        }
    }

    /// <summary>Copies on the CPU of all that is remembered, by the number of the parameter and the name of the value.</summary>
    public IEnumerable<(string Name, Tensor Value)> Capture() => entries.SelectMany((entry, index) =>
        entry.State.Capture().Select(value => ($"{index}.{value.Name}", value.Value)));

    /// <summary>Takes over what <see cref="Capture"/> returned of such an optimizer over the same parameters.</summary>
    public void Restore(IReadOnlyDictionary<string, Tensor> values)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, value) in values)
        {
            var parts = name.Split('.', 2);
            entries[int.Parse(parts[0])].State.Restore(parts[1], value);
        }
    }

    public void Dispose()
    {
        foreach (var (_, _, state) in entries) state.Dispose();
    }

    /// <summary>One step of one parameter, without a graph; tensors that it makes are freed afterwards.</summary>
    /// <param name="parameter">Changed in place.</param>
    /// <param name="gradient">Of the parameter's shape and type. Not changed.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="state">What earlier steps left for this parameter.</param>
    protected abstract void Update(Parameter parameter, Tensor gradient, double rate, OptimizerState state);
}
