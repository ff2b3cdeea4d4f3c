using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>One call of a module during a forward pass.</summary>
/// <param name="Name">Dotted name; empty for the root.</param>
/// <param name="Module">The module.</param>
/// <param name="Input">What it got. The memory is gone after the pass; the object tells which layer made it.</param>
internal sealed record ModuleCall(string Name, nn.Module<Tensor, Tensor> Module, Tensor Input)
{
    public long[] InputShape { get; } = Input.shape;

    /// <summary>What it returned, or null where it threw.</summary>
    public Tensor? Output { get; private set; }

    public long[] OutputShape { get; private set; } = [];

    public long OutputBytes { get; private set; }

    /// <summary>How many calls ended before this one, which called some of them itself.</summary>
    public int Rank { get; private set; }

    public void Finish(Tensor output, int rank) =>
        (Output, OutputShape, OutputBytes, Rank) = (output, output.shape, output.numel() * output.element_size(), rank);
}

/// <summary>Records which modules a forward pass calls.</summary>
internal static class ForwardTrace
{
    /// <summary>Runs a module in evaluation mode without gradients; it is left in the mode that it was in.</summary>
    /// <returns>All calls of modules with one tensor in and one out, in the order in which they began.</returns>
    public static IReadOnlyList<ModuleCall> Run(nn.Module<Tensor, Tensor> root, Tensor images)
    {
        root.CorrectConvolutions();
        using var mode = new EvaluationMode(root);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var hooks = new LayerHooks();
        List<ModuleCall> calls = [];
        Stack<ModuleCall> running = [];
        var finished = 0;
        foreach (var (name, module) in ModuleTree.Of(root))
            if (module is nn.Module<Tensor, Tensor> layer) Watch(name, layer);
        root.call(images);
        return calls;

        void Watch(string name, nn.Module<Tensor, Tensor> layer)
        {
            hooks.Before(layer, input =>
            {
                running.Push(new ModuleCall(name, layer, input));
                calls.Add(running.Peek());
            });
            hooks.After(layer, (_, output) => running.Pop().Finish(output, finished++));
        }
    }
}
