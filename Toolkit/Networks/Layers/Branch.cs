using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>One branch of an Inception module: named layers one after another, and behind them, if any, layers side by side.</summary>
/// <param name="chain">The layers one after another, at least one.</param>
internal sealed class Branch(params (string Name, nn.Module<Tensor, Tensor> Layer)[] chain)
{
    /// <summary>Layers that all work on the chain's output; none by default.</summary>
    public IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Layer)> Ends { get; init; } = [];

    public IEnumerable<(string Name, nn.Module<Tensor, Tensor> Layer)> Layers => chain.Concat(Ends);

    /// <summary>All branches over the same input, their maps one behind the other.</summary>
    public static TracedTensor RunAll(IEnumerable<Branch> branches, TracedTensor input)
    {
        var maps = branches.SelectMany(branch => branch.Run(input)).ToArray();
        return maps[0].Cat(maps[1..]);
    }

    private IEnumerable<TracedTensor> Run(TracedTensor input)
    {
        var maps = input;
        foreach (var (_, layer) in chain) maps = maps.Through(layer);
        return Ends.Count == 0 ? [maps] : Ends.Select(end => maps.Through(end.Layer));
    }
}
