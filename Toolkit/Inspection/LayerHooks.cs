using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>Watches calls of layers until disposed. The calls are not changed unless a hook says so.</summary>
internal sealed class LayerHooks : IDisposable
{
    private readonly List<Action> removals = [];
    private readonly List<Tensor> kept = [];

    /// <summary>Shows the input of every call.</summary>
    public void Before(nn.Module<Tensor, Tensor> layer, Action<Tensor> look) =>
        removals.Add(layer.register_forward_pre_hook((_, input) => { look(input); return null!; }).remove);

    /// <summary>Shows input and output of every call.</summary>
    public void After(nn.Module<Tensor, Tensor> layer, Action<Tensor, Tensor> look) =>
        removals.Add(layer.register_forward_hook((_, input, output) => { look(input, output); return null!; }).remove);

    /// <summary>
    /// Keeps the outputs of a layer's calls, for gradients, until this object is disposed. The network goes on with copies, so that
    /// what is kept stays as the layer made it even where a later layer works in place.
    /// </summary>
    public void Keep(nn.Module<Tensor, Tensor> layer, Action<Tensor> look) => removals.Add(layer.register_forward_hook((_, _, output) =>
    {
        var original = output.alias().DetachFromDisposeScope();
        kept.Add(original);
        look(original);
        return original.clone();
    }).remove);

    public void Dispose()
    {
        foreach (var remove in removals) remove();
        foreach (var tensor in kept) tensor.Dispose();
    }
}
