using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Tracing;

/// <summary>
/// What flows through a network. Forward passes are written for traced tensors, once, and run on several kinds of them: every step is
/// computed at once, in float32 or bfloat16, or with batch normalisation folded into convolutions, or is written down as a graph for other
/// runtimes. The first dimension is the batch; dimensions count from 0.
/// </summary>
/// <remarks>
/// Steps that say so may take the memory of the tensor that they are called on, which must not be used afterwards. Disposing frees a
/// large tensor early; what is not disposed is freed with the dispose scope that it was made in.
/// </remarks>
public abstract class TracedTensor : IDisposable
{
    private protected TracedTensor()
    {
    }

    /// <summary>The sizes; in a graph, the batch and what is multiplied with it is -1.</summary>
    public abstract long[] Shape { get; }

    /// <summary>Runs a layer.</summary>
    public abstract TracedTensor Through(nn.Module<Tensor, Tensor> layer);

    /// <summary>Runs several layers in one; null where they are to be run one by one.</summary>
    internal virtual TracedTensor? ThroughAtOnce(PooledUnit layers) => null;

    /// <summary><c>max(x, 0)</c>. May take this tensor's memory.</summary>
    public abstract TracedTensor Relu();

    /// <summary><c>x · sigmoid(x)</c>.</summary>
    public abstract TracedTensor Silu();

    /// <summary><c>1 / (1 + exp(-x))</c>.</summary>
    public abstract TracedTensor Sigmoid();

    /// <summary><c>min(max(x / 6 + 1/2, 0), 1)</c>.</summary>
    public abstract TracedTensor Hardsigmoid();

    /// <summary>Softmax over the last dimension.</summary>
    public abstract TracedTensor Softmax();

    /// <summary>Dropout of single elements while training, else the tensor itself.</summary>
    public abstract TracedTensor Dropout(double probability, bool training);

    /// <summary>The elementwise sum.</summary>
    public abstract TracedTensor Add(TracedTensor other);

    /// <summary>
    /// The elementwise sum. May take this tensor's memory, which a convolution or normalisation must have made: autograd cannot follow
    /// changes to the views that linear layers return.
    /// </summary>
    public virtual TracedTensor AddInPlace(TracedTensor other) => Add(other);

    /// <summary>The elementwise sum with a constant or parameter.</summary>
    public abstract TracedTensor Add(Tensor constant);

    /// <summary>The elementwise product.</summary>
    public abstract TracedTensor Mul(TracedTensor other);

    /// <summary>The elementwise product with a constant or parameter.</summary>
    public abstract TracedTensor Mul(Tensor constant);

    /// <summary>The product with a number.</summary>
    public abstract TracedTensor Mul(double factor);

    /// <summary>The matrix product over the last two dimensions.</summary>
    public abstract TracedTensor Matmul(TracedTensor other);

    /// <summary>A linear layer over the last dimension: <paramref name="weight"/> is <c>[outputs, inputs]</c>.</summary>
    public abstract TracedTensor Linear(Tensor weight, Tensor bias);

    /// <summary>Scaled dot-product attention of queries (this tensor), keys and values, each <c>[N, heads, tokens, width]</c>.</summary>
    public abstract TracedTensor ScaledDotProductAttention(TracedTensor keys, TracedTensor values);

    /// <summary>The mean over some dimensions.</summary>
    public abstract TracedTensor Mean(long[] dimensions, bool keepDimensions = false);

    /// <summary>Feature maps of the same height and width, one behind the other.</summary>
    public abstract TracedTensor Cat(params IReadOnlyList<TracedTensor> following);

    /// <summary>All dimensions but the batch become one.</summary>
    public abstract TracedTensor Flatten();

    /// <summary>Another shape of the same elements; -1 is whatever is left.</summary>
    public abstract TracedTensor Reshape(params long[] shape);

    /// <summary>The dimensions in another order.</summary>
    public abstract TracedTensor Permute(params long[] order);

    /// <summary>What has a given index in a dimension, which falls away.</summary>
    public abstract TracedTensor Select(int dimension, int index);

    /// <summary>Every <paramref name="step"/>th row and column of feature maps, from the first on.</summary>
    public abstract TracedTensor EveryNth(int step);

    /// <summary>Zeros around the elements: for each dimension from the last on, how many before and how many after.</summary>
    public abstract TracedTensor Pad(params long[] amounts);

    /// <summary>Some of the indices of a dimension, from <paramref name="start"/> on.</summary>
    public abstract TracedTensor Narrow(int dimension, long start, long length);

    /// <summary>Tokens <c>[N, H, W, width]</c> moved down and right; what leaves on one side comes in on the other.</summary>
    public abstract TracedTensor Roll(long down, long right);

    /// <summary>One more token in front of each image's tokens <c>[N, tokens, width]</c>.</summary>
    public abstract TracedTensor Prepend(Tensor token);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
