using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>
/// What a network consists of: kind, output shape, parameters, multiply-adds, receptive field and memory of every layer, found by
/// a forward pass of one empty image.
/// </summary>
/// <remarks>Not while another thread uses the network, whose layers are watched meanwhile.</remarks>
public sealed class NetworkSummary
{
    private NetworkSummary(string name, IReadOnlyList<long> inputShape, IReadOnlyList<LayerSummary> layers) =>
        (Name, InputShape, Layers) = (name, inputShape, layers);

    /// <summary>The network's architecture, or the module's class.</summary>
    public string Name { get; }

    /// <summary>Shape of the input, with a batch of one.</summary>
    public IReadOnlyList<long> InputShape { get; }

    /// <summary>
    /// The layers in the order in which they are called, and at the end those with parameters that are not reached. A layer is a
    /// module without submodules, or one that has parameters of its own.
    /// </summary>
    public IReadOnlyList<LayerSummary> Layers { get; }

    /// <summary>All weights and biases.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Weights and biases that training changes.</summary>
    public long TrainableParameters => Layers.Sum(layer => layer.TrainableParameters);

    /// <summary>Multiplications, each with its addition, for one image (see <see cref="LayerSummary.MultiplyAdds"/>).</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);

    /// <summary>Memory of the parameters in bytes.</summary>
    public long ParameterBytes => Layers.Sum(layer => layer.ParameterBytes);

    /// <summary>Memory of all layers' outputs for one image in bytes: about what training keeps for the backward pass.</summary>
    public long OutputBytes => Layers.Sum(layer => layer.OutputBytes);

    /// <summary>Summarises a network for images of a size.</summary>
    /// <param name="network">On any device. Its mode and weights are left as they are.</param>
    /// <param name="height">Pixels; that of the network's <see cref="Network.InputSpec"/> by default.</param>
    /// <param name="width">Pixels; as <paramref name="height"/> if that is given, else that of <see cref="Network.InputSpec"/>.</param>
    /// <exception cref="ArgumentException">The network does not take that size.</exception>
    public static NetworkSummary Of(Network network, int? height = null, int? width = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        var spec = network.InputSpec;
        return Of(network, [network.Options.Channels, height ?? spec.Height, width ?? height ?? spec.Width]);
    }

    /// <summary>Summarises any module.</summary>
    /// <param name="module">On any device. Its mode and weights are left as they are.</param>
    /// <param name="inputShape">Shape of one input without the batch, such as <c>[3, 224, 224]</c>.</param>
    /// <exception cref="ArgumentException">The shape is empty or has a size below 1.</exception>
    public static NetworkSummary Of(nn.Module<Tensor, Tensor> module, IReadOnlyList<long> inputShape)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(inputShape);
        if (inputShape.Count == 0 || inputShape.Any(size => size < 1))
        {
            throw new ArgumentException("The shape of one input, such as [3, 224, 224], has sizes of at least 1, " +
                $"but is [{string.Join(", ", inputShape)}].", nameof(inputShape));
        }
        var name = module is Network network ? network.Architecture : module.GetType().Name;
        long[] shape = [1, .. inputShape];
        return new(name, shape, Summarize(module, shape));
    }

    /// <summary>The summary as a table, with the totals below it.</summary>
    public string Format() => SummaryTable.Format(this);

    /// <inheritdoc cref="Format"/>
    public override string ToString() => Format();

    private static IReadOnlyList<LayerSummary> Summarize(nn.Module<Tensor, Tensor> module, long[] shape)
    {
        using var scope = NewDisposeScope();
        var first = module.parameters().FirstOrDefault();
        var images = zeros(shape, first?.dtype ?? ScalarType.Float32, first?.device);
        var counter = new LayerCounter(images);
        foreach (var call in ForwardTrace.Run(module, images)) counter.AddCall(call);
        foreach (var (name, unreached) in ModuleTree.Of(module)) counter.AddUnreached(name, unreached);
        return counter.Layers;
    }
}
