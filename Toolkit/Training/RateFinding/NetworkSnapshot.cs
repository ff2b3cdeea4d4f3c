using Toolkit.Images;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>A network's weights, buffers, modes and images at one moment, which come back when this is disposed. Gradients go.</summary>
internal sealed class NetworkSnapshot : IDisposable
{
    private readonly Network network;
    private readonly BestWeights weights = new();
    private readonly InputSpec input;
    private readonly (nn.Module Module, bool Training)[] modes;

    public NetworkSnapshot(Network network)
    {
        (this.network, input) = (network, network.InputSpec);
        // Children come behind what holds them, whose mode would be theirs.
        modes = [.. network.modules().Prepend(network).Select(module => (module, module.training))];
        weights.Offer(network, null);
    }

    public void Dispose()
    {
        weights.Restore(network);
        weights.Dispose();
        network.zero_grad();
        network.InputSpec = input;
        foreach (var (module, training) in modes) module.train(training);
    }
}
