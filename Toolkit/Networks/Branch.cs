using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>One branch of an Inception module: named layers one after another, and behind them, if any, layers side by side.</summary>
/// <param name="chain">The layers one after another, at least one.</param>
internal sealed class Branch(params (string Name, nn.Module<Tensor, Tensor> Layer)[] chain)
{
    /// <summary>Layers that all work on the chain's output; none by default.</summary>
    public IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Layer)> Ends { get; init; } = [];

    public IEnumerable<(string Name, nn.Module<Tensor, Tensor> Layer)> Layers => chain.Concat(Ends);

    /// <summary>All branches over the same input, their maps one behind the other.</summary>
    public static Tensor RunAll(IEnumerable<Branch> branches, Tensor input) =>
        cat([.. branches.SelectMany(branch => branch.Run(input))], 1);

    private IEnumerable<Tensor> Run(Tensor input)
    {
        var maps = input;
        foreach (var (_, layer) in chain) maps = layer.call(maps);
        return Ends.Count == 0 ? [maps] : Ends.Select(end => end.Layer.call(maps));
    }
}
