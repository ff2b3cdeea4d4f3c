using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>An optimizer at work: the param groups of a phase, and the optimizer state of each parameter.</summary>
internal sealed class ParameterUpdates : IDisposable
{
    private readonly (ParamGroup Group, Parameter Parameter, Optimizer Optimizer, ParameterState State)[] entries;

    /// <param name="optimizer">Changes the parameters.</param>
    /// <param name="groups">They, with their rates.</param>
    /// <param name="decaysVectors">Whether weight decay is for biases and the parameters of normalisation as well, which are vectors.</param>
    public ParameterUpdates(Optimizer optimizer, IReadOnlyList<ParamGroup> groups, bool decaysVectors)
    {
        Groups = groups;
        var ofVectors = decaysVectors ? optimizer : optimizer.WithoutWeightDecay();
        entries =
        [
            .. groups.SelectMany(group => group.Parameters.Select(parameter =>
                (group, parameter, parameter.dim() > 1 ? optimizer : ofVectors, new ParameterState(parameter)))),
        ];
    }

    /// <summary>The parameters, and the rates at which they learn.</summary>
    public IReadOnlyList<ParamGroup> Groups { get; }

    /// <summary>The head's rate, or that of the layers nearest to it.</summary>
    public double HeadRate => Groups[^1].LearningRate;

    /// <summary>Sets the rates of the next step.</summary>
    public void SetRates(Schedule schedule, SchedulePosition position)
    {
        foreach (var group in Groups) group.LearningRate = schedule.Rate(group.FullRate, position);
    }

    /// <summary>One step. Parameters without a gradient stay as they are.</summary>
    public void Step()
    {
        using var noGradient = no_grad();
        foreach (var (group, parameter, optimizer, state) in entries)
        {
            using var scope = NewDisposeScope();
            if (parameter.grad is not { } gradient) continue;
            state.Step++;
            optimizer.Update(parameter, gradient, group.LearningRate, state);
        }
    }

    /// <summary>
    /// Drops the parameters' gradients: a fresh one is written once, an old one zeroed and added to. The network's own <c>zero_grad</c> would go through all
    /// its modules, those that do not learn included.
    /// </summary>
    public void DropGradients()
    {
        foreach (var entry in entries) entry.Parameter.grad = null;
    }

    /// <summary>Copies on the CPU of the optimizer state, by the number of the parameter and the name of the value.</summary>
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
        foreach (var entry in entries) entry.State.Dispose();
    }
}
