using Toolkit.LibTorch;
using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// A network for inference only: set to evaluation mode, without a graph, and with batch normalisation folded into convolutions where it is one
/// of the <see cref="NetworkCatalog"/>'s. The network must not change as long as this is in use. Several threads may share one.
/// </summary>
internal sealed class FoldedNetwork : IDisposable
{
    private readonly Network network;
    private readonly FoldedWeights weights = new();

    /// <param name="network">Set to evaluation mode. Not disposed.</param>
    public FoldedNetwork(Network network)
    {
        network.eval();
        network.CorrectConvolutions();
        this.network = network;
    }

    /// <inheritdoc cref="Network.Features"/>
    public Tensor Features(Tensor images) => Run(images, network.Features, (traced, input) => traced.Features(input));

    /// <inheritdoc cref="Network.HeadInput"/>
    public Tensor HeadInput(Tensor images) => Run(images, network.HeadInput, (traced, input) => traced.HeadInput(input));

    /// <inheritdoc cref="Network.forward"/>
    public Tensor Logits(Tensor images) => Run(images, network.call, (traced, input) => traced.Logits(input));

    public void Dispose() => weights.Dispose();

    private Tensor Run(Tensor images, Func<Tensor, Tensor> plain, Func<TracedNetwork, TracedTensor, TracedTensor> folded)
    {
        using var noGradient = no_grad();
        if (network is not TracedNetwork traced) return plain(images);
        network.CheckInput(images.shape);
        using var scope = NewDisposeScope();
        var result = ComputedTensor.TensorOf(folded(traced, new FoldedTensor(ChannelsLastFormat.OfAll(images), weights)));
        return result.contiguous().MoveToOuterDisposeScope();
    }
}
