using Toolkit.LibTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Tracing;

/// <summary>
/// A tensor in a forward pass for inference: a convolution waits for what follows it, and where that is batch normalisation, both are
/// one convolution (<see cref="FoldedWeights"/>). Hooks of the network's modules are not called.
/// </summary>
internal sealed class FoldedTensor : ComputedTensor
{
    private readonly FoldedWeights weights;
    private readonly (Tensor Input, Conv2d Layer)? convolution;

    public FoldedTensor(Tensor tensor, FoldedWeights weights) : base(tensor) => this.weights = weights;

    private FoldedTensor(Tensor input, Conv2d layer, FoldedWeights weights)
        : base(new Lazy<Tensor>(() => weights.Convolve(input, layer))) => (this.weights, convolution) = (weights, (input, layer));

    public override TracedTensor Through(nn.Module<Tensor, Tensor> layer) => layer switch
    {
        TracedModule module => Inside(module),
        Conv2d next when next.PadsWithZeros() => new FoldedTensor(Value, next, weights),
        BatchNorm2d norm when convolution is { } waiting && !IsComputed && FoldedWeights.CanFold(norm) => Of(weights.Convolve(waiting.Input, waiting.Layer, norm)),
        _ => base.Through(layer),
    };

    protected override ComputedTensor Of(Tensor result) => new FoldedTensor(result, weights);
}
