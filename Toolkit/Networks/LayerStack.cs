using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// Layers run one after another, named by their numbers as in <c>nn.Sequential</c>, of which the last can be replaced.
/// Intermediate tensors are freed on the way.
/// </summary>
internal sealed class LayerStack : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.Module<Tensor, Tensor>> layers = [];

    public LayerStack(params nn.Module<Tensor, Tensor>[] layers) : base(nameof(LayerStack))
    {
        foreach (var layer in layers) Add(layer);
    }

    public nn.Module<Tensor, Tensor> Last => layers[^1];

    public string LastName => Name(layers.Count - 1);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = input;
        foreach (var layer in layers) output = layer.call(output);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>Frees the last layer and puts another in its place.</summary>
    public void ReplaceLast(nn.Module<Tensor, Tensor> layer)
    {
        var old = Last;
        register_module(LastName, null!);
        layers.RemoveAt(layers.Count - 1);
        Add(layer);
        old.Dispose();
    }

    private static string Name(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Add(nn.Module<Tensor, Tensor> layer)
    {
        register_module(Name(layers.Count), layer);
        layers.Add(layer);
    }
}
