using Toolkit.LibTorch;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>
/// Measures in one forward and backward pass what residual connections do (He et al. 2015): how large a block's branch F(x) is against
/// its input x, and how much of the loss's gradient reaches each stage.
/// </summary>
/// <remarks>Not while another thread uses the network, whose layers are watched meanwhile.</remarks>
public static class ResidualProbe
{
    /// <summary>Probes a network with the cross-entropy of a batch.</summary>
    /// <param name="network">
    /// Used in the mode that it is in. Weights, gradients and running statistics are left as they are; in training mode, dropout draws
    /// from the random generator. Every <see cref="IResidualBlock"/> in it is measured.
    /// </param>
    /// <param name="images">Normalised images, <c>[N, C, H, W]</c>, on the network's device.</param>
    /// <param name="labels">Labels, int64, <c>[N]</c>.</param>
    /// <param name="stages">
    /// Dotted names of the stages; by default the first module of each of a <see cref="Network"/>'s layer groups, or the children of
    /// any other module.
    /// </param>
    /// <exception cref="ArgumentException">There is no module of a stage's name.</exception>
    public static ResidualReport Measure(
        nn.Module<Tensor, Tensor> network, Tensor images, Tensor labels, IReadOnlyList<string>? stages = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Measure(network, images, logits => nn.functional.cross_entropy(logits, labels), stages);
    }

    /// <summary>Probes a module with any loss.</summary>
    /// <param name="network">As in the other overload.</param>
    /// <param name="images">The module's input.</param>
    /// <param name="loss">Makes one number of the module's output.</param>
    /// <param name="stages">As in the other overload.</param>
    /// <exception cref="ArgumentException">There is no module of a stage's name.</exception>
    public static ResidualReport Measure(
        nn.Module<Tensor, Tensor> network, Tensor images, Func<Tensor, Tensor> loss, IReadOnlyList<string>? stages = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(loss);
        network.CorrectConvolutions();
        using var scope = NewDisposeScope();
        using var buffers = new KeptBuffers(network);
        using var gradients = enable_grad();
        using var run = new ProbeRun(network, stages ?? DefaultStages(network));
        return run.Measure(images.detach().clone().requires_grad_(true), loss);
    }

    private static IReadOnlyList<string> DefaultStages(nn.Module network) => network is Network known
        ? [.. known.LayerGroups.Select(group => group.Name)]
        : [.. network.named_children().Select(child => child.name)];

    /// <summary>Puts the buffers, such as the running statistics of batch normalisation, back to what they were.</summary>
    private sealed class KeptBuffers : IDisposable
    {
        private readonly (Tensor Buffer, Tensor Copy)[] buffers;

        public KeptBuffers(nn.Module module) => buffers = [.. module.buffers().Select(buffer => (buffer, buffer.detach().clone()))];

        public void Dispose()
        {
            using var noGradient = no_grad();
            foreach (var (buffer, copy) in buffers) buffer.copy_(copy);
        }
    }
}
