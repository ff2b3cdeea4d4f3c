using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// Forward passes in mixed precision (<see cref="BFloat16Tensor"/>). Images stay in their usual order: with the channels last, ResNet18 took a tenth longer.
/// </summary>
internal static class MixedPrecision
{
    /// <summary>Whether a network can be run so: those of the catalog without auxiliary heads.</summary>
    public static bool Suits(Network network) => network is TracedNetwork and not IAuxiliaryHeads;

    /// <summary>Logits in float32, with a graph where one is recorded.</summary>
    /// <param name="network">One that <see cref="Suits"/>.</param>
    /// <param name="images">Float32, <c>[N, C, H, W]</c>.</param>
    public static Tensor Logits(Network network, Tensor images)
    {
        network.CheckInput(images.shape);
        using var scope = NewDisposeScope();
        var logits = ComputedTensor.TensorOf(((TracedNetwork)network).Logits(new BFloat16Tensor(images)));
        return logits.to(float32).MoveToOuterDisposeScope();
    }
}
