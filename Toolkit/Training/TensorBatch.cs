using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>One batch on the network's device. Whoever receives it disposes it.</summary>
/// <param name="Inputs">Images <c>[N, C, H, W]</c>, or what the head takes (<see cref="Networks.Network.HeadInput"/>).</param>
/// <param name="Labels">Labels, int64, <c>[N]</c>.</param>
/// <param name="Count">N.</param>
/// <param name="Weights">How much the loss of each image counts, float32, <c>[N]</c>; null: all the same.</param>
internal sealed record TensorBatch(Tensor Inputs, Tensor Labels, int Count, Tensor? Weights = null) : IDisposable
{
    public void Dispose()
    {
        Inputs.Dispose();
        Labels.Dispose();
        Weights?.Dispose();
    }
}
