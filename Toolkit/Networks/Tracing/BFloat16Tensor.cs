using Toolkit.LibTorch;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Tracing;

/// <summary>
/// A tensor in mixed precision, as PyTorch's autocast has it: convolutions and matrix products take bfloat16 numbers, of weights that stay
/// float32 and get float32 gradients. Softmax, and layers with weights that are neither, take float32; batch normalisation takes bfloat16
/// maps and keeps its own numbers in float32. Convolutions that oneDNN computes wrongly in bfloat16 take float32 (<see cref="OneDnn"/>). Hooks
/// of the network's modules are not called.
/// </summary>
internal sealed class BFloat16Tensor(Tensor tensor) : ComputedTensor(tensor)
{
    public override TracedTensor Through(nn.Module<Tensor, Tensor> layer) => layer switch
    {
        TracedModule module => Inside(module),
        Conv2d convolution when convolution.PadsWithZeros() =>
            Of(convolution.Convolve(Cast(Value), Cast(convolution.weight!), convolution.bias?.to(bfloat16))),
        Linear linear => Of(nn.functional.linear(Cast(Value), Cast(linear.weight!), linear.bias?.to(bfloat16))),
        BatchNorm2d => base.Through(layer),
        _ when layer.parameters().Any() => Of(layer.call(Value.to(float32))),
        _ => base.Through(layer),
    };

    internal override TracedTensor? ThroughAtOnce(PooledUnit layers) => null;

    public override TracedTensor Softmax() => Of(Value.to(float32).softmax(-1));

    public override TracedTensor Matmul(TracedTensor other) => Of(Cast(Value).matmul(Cast(TensorOf(other))));

    public override TracedTensor Linear(Tensor weight, Tensor bias) => Of(nn.functional.linear(Cast(Value), Cast(weight), Cast(bias)));

    public override TracedTensor ScaledDotProductAttention(TracedTensor keys, TracedTensor values) =>
        Of(nn.functional.scaled_dot_product_attention(Cast(Value), Cast(TensorOf(keys)), Cast(TensorOf(values))));

    protected override ComputedTensor Of(Tensor result) => new BFloat16Tensor(result);

    private static Tensor Cast(Tensor tensor) => tensor.to(bfloat16);
}
