using Toolkit.LibTorch;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Tracing;

/// <summary>A tensor whose steps TorchSharp computes at once.</summary>
internal class ComputedTensor : TracedTensor
{
    private readonly Lazy<Tensor> tensor;

    public ComputedTensor(Tensor tensor) : this(new Lazy<Tensor>(tensor))
    {
    }

    protected ComputedTensor(Lazy<Tensor> tensor) => this.tensor = tensor;

    public override long[] Shape => Value.shape;

    protected Tensor Value => tensor.Value;

    protected bool IsComputed => tensor.IsValueCreated;

    /// <summary>Runs a forward pass on a tensor; what it makes on the way is freed at the end.</summary>
    public static Tensor Run(Tensor input, Func<TracedTensor, TracedTensor> forward)
    {
        using var scope = NewDisposeScope();
        return TensorOf(forward(new ComputedTensor(input))).MoveToOuterDisposeScope();
    }

    /// <summary>The tensor of a tensor that began as one.</summary>
    public static Tensor TensorOf(TracedTensor tensor) => ((ComputedTensor)tensor).Value;

    public override TracedTensor Through(nn.Module<Tensor, Tensor> layer)
    {
        if (layer is BatchNorm { training: true }) CheckHasVariance(Value);
        return layer switch
        {
            Conv2d convolution => Of(WinogradLayer.TryRun(convolution, Value) ?? ConvolutionOrder.Run(convolution, Value)),
            BatchNorm2d norm when NormalizedTensor.TryCreate(norm, Value, Of) is { } waiting => waiting,
            _ => Of(layer.call(Value)),
        };
    }

    internal override TracedTensor? ThroughAtOnce(PooledUnit layers) => layers.TryRun(Value) is { } result ? Of(result) : null;

    public override TracedTensor Relu() => Of(Value.relu_());

    public override TracedTensor Silu() => Of(Value.silu());

    public override TracedTensor Sigmoid() => Of(Value.sigmoid());

    public override TracedTensor Hardsigmoid() => Of(nn.functional.hardsigmoid(Value));

    public override TracedTensor Softmax() => Of(Value.softmax(-1));

    public override TracedTensor Dropout(double probability, bool training) => Of(nn.functional.dropout(Value, probability, training));

    public override TracedTensor Add(TracedTensor other) => Of(Arithmetic.Add(Value, TensorOf(other)));

    public override TracedTensor AddInPlace(TracedTensor other) => Of(Arithmetic.AddInPlace(Value, TensorOf(other)));

    public override TracedTensor Add(Tensor constant) => Of(Arithmetic.Add(Value, constant));

    public override TracedTensor Mul(TracedTensor other) => Of(Value.mul(TensorOf(other)));

    public override TracedTensor Mul(Tensor constant) => Of(Value.mul(constant));

    public override TracedTensor Mul(double factor) => Of(Arithmetic.Multiply(Value, factor));

    public override TracedTensor Matmul(TracedTensor other) => Of(Value.matmul(TensorOf(other)));

    public override TracedTensor Linear(Tensor weight, Tensor bias) => Of(nn.functional.linear(Value, weight, bias));

    public override TracedTensor ScaledDotProductAttention(TracedTensor keys, TracedTensor values) =>
        Of(nn.functional.scaled_dot_product_attention(Value, TensorOf(keys), TensorOf(values)));

    public override TracedTensor Mean(long[] dimensions, bool keepDimensions = false) => Of(Value.mean(dimensions, keepDimensions));

    public override TracedTensor Cat(params IReadOnlyList<TracedTensor> following) => Of(cat([Value, .. following.Select(TensorOf)], 1));

    public override TracedTensor Flatten() => Of(Value.flatten(1));

    public override TracedTensor Reshape(params long[] shape) => Of(Value.reshape(shape));

    public override TracedTensor Permute(params long[] order) => Of(Value.permute(order));

    public override TracedTensor Select(int dimension, int index) => Of(Value.select(dimension, index));

    public override TracedTensor EveryNth(int step)
    {
        var every = TensorIndex.Slice(null, null, step);
        return Of(Value[TensorIndex.Ellipsis, every, every]);
    }

    public override TracedTensor Pad(params long[] amounts) => Of(nn.functional.pad(Value, amounts));

    public override TracedTensor Narrow(int dimension, long start, long length) => Of(Value.narrow(dimension, start, length).contiguous());

    public override TracedTensor Roll(long down, long right) => Of(Value.roll([down, right], [1, 2]));

    public override TracedTensor Prepend(Tensor token) => Of(cat([token.expand(Value.shape[0], -1, -1), Value], 1));

    public override void Dispose()
    {
        if (IsComputed) Value.Dispose();
    }

    /// <summary>PyTorch refuses what TorchSharp lets pass: the variance of one value is not a number, and the running one becomes none.</summary>
    private static void CheckHasVariance(Tensor input)
    {
        var shape = input.shape;
        if (input.numel() > shape[1]) return;
        throw new InvalidOperationException(
            $"Batch normalisation has one value of each of {shape[1]} channels to learn from: a single image whose feature maps are 1×1. Train with batches of "
            + "at least 2 images, with larger images, or with BatchNormStatistics.Keep.");
    }

    /// <summary>Runs a module's steps on traced tensors of this kind. What it makes on the way is freed.</summary>
    protected ComputedTensor Inside(TracedModule module)
    {
        using var scope = NewDisposeScope();
        return Of(TensorOf(module.Run(this)).MoveToOuterDisposeScope());
    }

    /// <summary>What a step made, as a tensor of the same kind.</summary>
    protected virtual ComputedTensor Of(Tensor result) => new(result);
}
