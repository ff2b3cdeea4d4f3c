using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>Forward passes in mixed precision (<see cref="BFloat16Signal"/>).</summary>
internal static class MixedPrecision
{
    /// <summary>Whether a network can be run so: those of the catalog without auxiliary heads.</summary>
    public static bool Suits(Network network) => network is SignalNetwork and not IAuxiliaryHeads;

    /// <summary>Logits in float32, with a graph where one is recorded.</summary>
    /// <param name="network">One that <see cref="Suits"/>.</param>
    /// <param name="images">Float32, <c>[N, C, H, W]</c>.</param>
    public static Tensor Logits(Network network, Tensor images)
    {
        network.CheckInput(images.shape);
        using var scope = NewDisposeScope();
        var logits = TensorSignal.TensorOf(((SignalNetwork)network).Logits(new BFloat16Signal(images)));
        return logits.to(float32).MoveToOuterDisposeScope();
    }
}
