using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>A signal whose steps TorchSharp computes at once.</summary>
internal sealed class TensorSignal(Tensor tensor) : Signal
{
    public override long[] Shape => tensor.shape;

    private Tensor Value => tensor;

    /// <summary>Runs a forward pass on a tensor; what it makes on the way is freed at the end.</summary>
    public static Tensor Run(Tensor input, Func<Signal, Signal> forward)
    {
        using var scope = NewDisposeScope();
        return TensorOf(forward(new TensorSignal(input))).MoveToOuterDisposeScope();
    }

    /// <summary>The tensor of a signal that began as one.</summary>
    public static Tensor TensorOf(Signal signal) => ((TensorSignal)signal).Value;

    public override Signal Through(nn.Module<Tensor, Tensor> layer) => Of(layer.call(tensor));

    public override Signal Relu() => Of(tensor.relu_());

    public override Signal Silu() => Of(tensor.silu());

    public override Signal Sigmoid() => Of(tensor.sigmoid());

    public override Signal HardSigmoid() => Of(nn.functional.hardsigmoid(tensor));

    public override Signal Softmax() => Of(tensor.softmax(-1));

    public override Signal Dropout(double probability, bool training) => Of(nn.functional.dropout(tensor, probability, training));

    public override Signal Plus(Signal other) => Of(tensor.add(TensorOf(other)));

    public override Signal PlusInPlace(Signal other) => Of(tensor.add_(TensorOf(other)));

    public override Signal Plus(Tensor constant) => Of(tensor.add(constant));

    public override Signal Times(Signal other) => Of(tensor.mul(TensorOf(other)));

    public override Signal Times(Tensor constant) => Of(tensor.mul(constant));

    public override Signal Times(double factor) => Of(tensor.mul(factor));

    public override Signal MatMul(Signal other) => Of(tensor.matmul(TensorOf(other)));

    public override Signal Linear(Tensor weight, Tensor bias) => Of(nn.functional.linear(tensor, weight, bias));

    public override Signal Attend(Signal keys, Signal values) =>
        Of(nn.functional.scaled_dot_product_attention(tensor, TensorOf(keys), TensorOf(values)));

    public override Signal Mean(long[] dimensions, bool keepDimensions = false) => Of(tensor.mean(dimensions, keepDimensions));

    public override Signal Concatenate(params IReadOnlyList<Signal> following) => Of(cat([tensor, .. following.Select(TensorOf)], 1));

    public override Signal Flatten() => Of(tensor.flatten(1));

    public override Signal Reshape(params long[] shape) => Of(tensor.reshape(shape));

    public override Signal Permute(params long[] order) => Of(tensor.permute(order));

    public override Signal Select(int dimension, int index) => Of(tensor.select(dimension, index));

    public override Signal Thin(int step)
    {
        var every = TensorIndex.Slice(null, null, step);
        return Of(tensor[TensorIndex.Ellipsis, every, every]);
    }

    public override Signal Pad(params long[] amounts) => Of(nn.functional.pad(tensor, amounts));

    public override Signal Crop(long height, long width) => Of(tensor.narrow(1, 0, height).narrow(2, 0, width).contiguous());

    public override Signal Roll(long down, long right) => Of(tensor.roll([down, right], [1, 2]));

    public override Signal Prepend(Tensor token) => Of(cat([token.expand(tensor.shape[0], -1, -1), tensor], 1));

    public override void Dispose() => tensor.Dispose();

    private static TensorSignal Of(Tensor result) => new(result);
}
