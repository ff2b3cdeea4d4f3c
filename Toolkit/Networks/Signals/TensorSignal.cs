using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>A signal whose steps TorchSharp computes at once.</summary>
internal class TensorSignal : Signal
{
    private readonly Lazy<Tensor> tensor;

    public TensorSignal(Tensor tensor) : this(new Lazy<Tensor>(tensor))
    {
    }

    protected TensorSignal(Lazy<Tensor> tensor) => this.tensor = tensor;

    public override long[] Shape => Value.shape;

    protected Tensor Value => tensor.Value;

    protected bool IsComputed => tensor.IsValueCreated;

    /// <summary>Runs a forward pass on a tensor; what it makes on the way is freed at the end.</summary>
    public static Tensor Run(Tensor input, Func<Signal, Signal> forward)
    {
        using var scope = NewDisposeScope();
        return TensorOf(forward(new TensorSignal(input))).MoveToOuterDisposeScope();
    }

    /// <summary>The tensor of a signal that began as one.</summary>
    public static Tensor TensorOf(Signal signal) => ((TensorSignal)signal).Value;

    public override Signal Through(nn.Module<Tensor, Tensor> layer) => Of(layer.call(Value));

    public override Signal Relu() => Of(Value.relu_());

    public override Signal Silu() => Of(Value.silu());

    public override Signal Sigmoid() => Of(Value.sigmoid());

    public override Signal HardSigmoid() => Of(nn.functional.hardsigmoid(Value));

    public override Signal Softmax() => Of(Value.softmax(-1));

    public override Signal Dropout(double probability, bool training) => Of(nn.functional.dropout(Value, probability, training));

    public override Signal Plus(Signal other) => Of(Arithmetic.Add(Value, TensorOf(other)));

    public override Signal PlusInPlace(Signal other) => Of(Arithmetic.AddInPlace(Value, TensorOf(other)));

    public override Signal Plus(Tensor constant) => Of(Arithmetic.Add(Value, constant));

    public override Signal Times(Signal other) => Of(Value.mul(TensorOf(other)));

    public override Signal Times(Tensor constant) => Of(Value.mul(constant));

    public override Signal Times(double factor) => Of(Arithmetic.Multiply(Value, factor));

    public override Signal MatMul(Signal other) => Of(Value.matmul(TensorOf(other)));

    public override Signal Linear(Tensor weight, Tensor bias) => Of(nn.functional.linear(Value, weight, bias));

    public override Signal Attend(Signal keys, Signal values) =>
        Of(nn.functional.scaled_dot_product_attention(Value, TensorOf(keys), TensorOf(values)));

    public override Signal Mean(long[] dimensions, bool keepDimensions = false) => Of(Value.mean(dimensions, keepDimensions));

    public override Signal Concatenate(params IReadOnlyList<Signal> following) => Of(cat([Value, .. following.Select(TensorOf)], 1));

    public override Signal Flatten() => Of(Value.flatten(1));

    public override Signal Reshape(params long[] shape) => Of(Value.reshape(shape));

    public override Signal Permute(params long[] order) => Of(Value.permute(order));

    public override Signal Select(int dimension, int index) => Of(Value.select(dimension, index));

    public override Signal Thin(int step)
    {
        var every = TensorIndex.Slice(null, null, step);
        return Of(Value[TensorIndex.Ellipsis, every, every]);
    }

    public override Signal Pad(params long[] amounts) => Of(nn.functional.pad(Value, amounts));

    public override Signal Crop(long height, long width) => Of(Value.narrow(1, 0, height).narrow(2, 0, width).contiguous());

    public override Signal Roll(long down, long right) => Of(Value.roll([down, right], [1, 2]));

    public override Signal Prepend(Tensor token) => Of(cat([token.expand(Value.shape[0], -1, -1), Value], 1));

    public override void Dispose()
    {
        if (IsComputed) Value.Dispose();
    }

    /// <summary>Runs a module's steps on signals of this kind. What it makes on the way is freed.</summary>
    protected TensorSignal Inside(SignalModule module)
    {
        using var scope = NewDisposeScope();
        return Of(TensorOf(module.Run(this)).MoveToOuterDisposeScope());
    }

    /// <summary>What a step made, as a signal of the same kind.</summary>
    protected virtual TensorSignal Of(Tensor result) => new(result);
}
