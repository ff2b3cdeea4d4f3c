using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Takes out of an optimizer what it remembers of earlier steps, and puts it back.</summary>
internal static class OptimizerMemory
{
    /// <summary>Copies on the CPU, by the number of the parameter and the name of the value.</summary>
    public static IEnumerable<(string Name, Tensor Value)> Capture(optim.Optimizer optimizer) => SlotsOf(optimizer)
        .Select(slot => (slot.Name, Value: slot.Get()))
        .Where(slot => slot.Value is not null)
        .Select(slot => (slot.Name, slot.Value!.to(CPU, copy: true)));

    /// <summary>Puts captured values into an optimizer of the same kind over the same parameters.</summary>
    public static void Restore(optim.Optimizer optimizer, IReadOnlyDictionary<string, Tensor> values, Device device)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var slot in SlotsOf(optimizer))
            if (values.TryGetValue(slot.Name, out var value)) slot.Set(value.to(device, copy: true));
    }

    private static IEnumerable<Slot> SlotsOf(optim.Optimizer optimizer) =>
        StatesOf(optimizer).SelectMany((state, index) => SlotsOf(state).Select(slot => slot with { Name = $"{index}.{slot.Name}" }));

    private static IEnumerable<OptimizerState> StatesOf(optim.Optimizer optimizer) => optimizer switch
    {
        Adam adam => adam.state_dict().State,
        AdamW adamW => adamW.state_dict().State,
        SGD sgd => sgd.state_dict().State,
        _ => throw new NotSupportedException($"{optimizer.GetType().Name} cannot be checkpointed."),
    };

    private static Slot[] SlotsOf(OptimizerState state) => state switch
    {
        Adam.State adam =>
        [
            new("step", () => tensor(adam.step), value => adam.step = value.item<long>()),
            new("exp_avg", () => adam.exp_avg, value => adam.exp_avg.copy_(value)),
            new("exp_avg_sq", () => adam.exp_avg_sq, value => adam.exp_avg_sq.copy_(value)),
        ],
        AdamW.State adamW =>
        [
            new("step", () => tensor(adamW.step), value => adamW.step = value.item<long>()),
            new("exp_avg", () => adamW.exp_avg, value => adamW.exp_avg.copy_(value)),
            new("exp_avg_sq", () => adamW.exp_avg_sq, value => adamW.exp_avg_sq.copy_(value)),
        ],
        SGD.State sgd =>
        [
            new("momentum", () => sgd.momentum_buffer, value => sgd.momentum_buffer = value.DetachFromDisposeScope()),
        ],
        _ => throw new NotSupportedException($"{state.GetType().FullName} cannot be checkpointed."),
    };

    private sealed record Slot(string Name, Func<Tensor?> Get, Action<Tensor> Set);
}
