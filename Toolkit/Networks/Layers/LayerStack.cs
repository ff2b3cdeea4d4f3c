using System.Globalization;
using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// Layers run one after another, as in <c>nn.Sequential</c>: named by their numbers, or by given names. Layers can be added and replaced.
/// Intermediate tensors are freed on the way.
/// </summary>
internal sealed class LayerStack : TracedModule
{
    private readonly List<(string Name, nn.Module<Tensor, Tensor> Layer)> layers = [];

    /// <summary>No layer yet.</summary>
    public LayerStack() : base(nameof(LayerStack))
    {
    }

    /// <summary>Layers with the names 0, 1, 2, …</summary>
    public LayerStack(params nn.Module<Tensor, Tensor>[] layers) : this()
    {
        foreach (var layer in layers) Add(layer);
    }

    /// <summary>Layers with names of their own.</summary>
    public LayerStack(params (string Name, nn.Module<Tensor, Tensor> Layer)[] layers) : this()
    {
        foreach (var (name, layer) in layers) Add(name, layer);
    }

    /// <summary>The last layer that learns; what follows it are activations, pooling, dropout.</summary>
    public (string Name, nn.Module<Tensor, Tensor> Layer) LastWithParameters =>
        layers.Last(named => named.Layer.parameters().Any());

    /// <summary>Puts a layer behind the others, named by its number.</summary>
    public void Add(nn.Module<Tensor, Tensor> layer) => Add(layers.Count.ToString(CultureInfo.InvariantCulture), layer);

    /// <summary>Puts a layer behind the others.</summary>
    public void Add(string name, nn.Module<Tensor, Tensor> layer)
    {
        register_module(name, layer);
        layers.Add((name, layer));
    }

    /// <summary>Puts a layer in the place of another, under the same name.</summary>
    /// <param name="old">One of the layers. Not freed.</param>
    /// <param name="fresh">The new layer.</param>
    public void Replace(nn.Module<Tensor, Tensor> old, nn.Module<Tensor, Tensor> fresh)
    {
        var index = layers.FindIndex(named => ReferenceEquals(named.Layer, old));
        var name = layers[index].Name;
        register_module(name, null!);
        register_module(name, fresh);
        layers[index] = (name, fresh);
    }

    public override TracedTensor Run(TracedTensor input)
    {
        var (output, index) = (input, 0);
        while (index < layers.Count) (output, index) = Step(output, index);
        return output;
    }

    private (TracedTensor Output, int Next) Step(TracedTensor input, int index)
    {
        if (index + PooledUnit.Layers <= layers.Count && PooledUnit.Of(layers[index].Layer, layers[index + 1].Layer, layers[index + 2].Layer) is { } unit
            && input.ThroughAtOnce(unit) is { } output)
        {
            return (output, index + PooledUnit.Layers);
        }
        return (input.Through(layers[index].Layer), index + 1);
    }
}
