using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>
/// The hooks of one <see cref="ResidualProbe"/> pass and what they saw. A module that is called again counts with its last call, one
/// that is not called is left out.
/// </summary>
internal sealed class ProbeRun : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> network;
    private readonly IReadOnlyList<string> stages;
    private readonly string[] blocks;
    private readonly LayerHooks hooks = new();
    private readonly Dictionary<string, Tensor> outputs = [];
    private readonly Dictionary<string, double> branches = [];
    private readonly Dictionary<string, double> shortcuts = [];

    public ProbeRun(nn.Module<Tensor, Tensor> network, IReadOnlyList<string> stages)
    {
        (this.network, this.stages) = (network, stages);
        var adding = ModuleTree.Of(network).Where(entry => entry.Module is IResidualBlock { BranchEnd: not null });
        blocks = [.. adding.Select(entry => entry.Name)];
        foreach (var name in blocks) WatchBlock(name, ModuleTree.Find(network, name));
        foreach (var name in blocks.Union(stages)) hooks.Keep(ModuleTree.Find(network, name), output => outputs[name] = output);
    }

    public ResidualReport Measure(Tensor images, Func<Tensor, Tensor> loss)
    {
        var value = loss(network.call(images));
        var gradients = Gradients(value);
        return new(
            value.to(ScalarType.Float64).item<double>(),
            [.. blocks.Where(gradients.ContainsKey).Select(name => Describe(name, gradients[name]))],
            [.. stages.Where(gradients.ContainsKey).Select(name => new StageReport(name, gradients[name]))]);
    }

    public void Dispose() => hooks.Dispose();

    private ResidualBlockReport Describe(string block, double gradient) => new(block, branches[block], shortcuts[block], gradient);

    private void WatchBlock(string name, nn.Module<Tensor, Tensor> module)
    {
        var block = (IResidualBlock)module;
        hooks.After(block.BranchEnd!, (_, output) => branches[name] = Size(output));
        if (block.Shortcut is { } projection) hooks.After(projection, (_, output) => shortcuts[name] = Size(output));
        else hooks.Before(module, input => shortcuts[name] = Size(input));
    }

    private Dictionary<string, double> Gradients(Tensor loss)
    {
        var (names, tensors) = (outputs.Keys.ToArray(), outputs.Values.ToArray());
        var gradients = autograd.grad([loss], tensors, null, false, false, true);
        return names.Zip(gradients, (name, gradient) => (name, gradient))
            .ToDictionary(pair => pair.name, pair => pair.gradient is { IsInvalid: false } ? Size(pair.gradient) : 0);
    }

    private static double Size(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).norm().item<double>();
    }
}
