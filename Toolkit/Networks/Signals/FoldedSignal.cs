using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// A signal of a network that does not learn: a convolution waits for what follows it, and where that is batch normalisation, both are
/// one convolution (<see cref="FoldedWeights"/>). Hooks of the network's modules are not called.
/// </summary>
internal sealed class FoldedSignal : TensorSignal
{
    private readonly FoldedWeights weights;
    private readonly (Tensor Input, Conv2d Layer)? convolution;

    public FoldedSignal(Tensor tensor, FoldedWeights weights) : base(tensor) => this.weights = weights;

    private FoldedSignal(Tensor input, Conv2d layer, FoldedWeights weights)
        : base(new Lazy<Tensor>(() => weights.Convolve(input, layer))) => (this.weights, convolution) = (weights, (input, layer));

    public override Signal Through(nn.Module<Tensor, Tensor> layer) => layer switch
    {
        SignalModule module => Inside(module),
        Conv2d next when next.PadsWithZeros() => new FoldedSignal(Value, next, weights),
        BatchNorm2d norm when convolution is { } waiting && !IsComputed && FoldedWeights.CanFold(norm) => Of(weights.Convolve(waiting.Input, waiting.Layer, norm)),
        _ => base.Through(layer),
    };

    protected override TensorSignal Of(Tensor result) => new FoldedSignal(result, weights);
}
