using Toolkit.Networks.Tracing;

namespace Toolkit.Networks.Layers;

/// <summary>Dense layers of which each sees the block's input and the maps of all layers before it (Huang et al. 2016).</summary>
internal sealed class DenseBlock : TracedModule
{
    private readonly DenseLayer[] layers;

    /// <param name="count">Number of layers.</param>
    /// <param name="inputs">Channels of the input; the output has <paramref name="growth"/> more for each layer.</param>
    /// <param name="growth">New channels of each layer.</param>
    /// <param name="dropout">Probability of dropout after each layer.</param>
    public DenseBlock(int count, int inputs, int growth, double dropout) : base(nameof(DenseBlock))
    {
        layers = [.. Enumerable.Range(0, count).Select(i => new DenseLayer(inputs + (i * growth), growth, dropout))];
        for (var i = 0; i < count; i++) register_module($"denselayer{i + 1}", layers[i]);
    }

    public override TracedTensor Run(TracedTensor input)
    {
        var maps = input;
        foreach (var layer in layers)
        {
            using var fresh = maps.Through(layer);
            var all = maps.Cat(fresh);
            if (!ReferenceEquals(maps, input)) maps.Dispose();
            maps = all;
        }
        return maps;
    }
}
