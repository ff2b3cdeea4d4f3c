using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// What flows through a network. Forward passes are written for signals, once, and run on two kinds of them: on a
/// <see cref="TensorSignal"/> every step is computed at once; on a signal of a graph every step is written down, for other runtimes.
/// The first dimension is the batch.
/// </summary>
/// <remarks>
/// Steps that say so may take the memory of the signal that they are called on, which must not be used afterwards. Disposing frees a
/// large tensor early; what is not disposed is freed with the dispose scope that it was made in.
/// </remarks>
internal abstract class Signal : IDisposable
{
    /// <summary>The sizes; in a graph, the batch and what is multiplied with it is -1.</summary>
    public abstract long[] Shape { get; }

    /// <summary>Runs a layer.</summary>
    public abstract Signal Through(nn.Module<Tensor, Tensor> layer);

    /// <summary><c>max(x, 0)</c>. May take this signal's memory.</summary>
    public abstract Signal Relu();

    /// <summary><c>x · sigmoid(x)</c>.</summary>
    public abstract Signal Silu();

    /// <summary><c>1 / (1 + exp(-x))</c>.</summary>
    public abstract Signal Sigmoid();

    /// <summary><c>min(max(x / 6 + 1/2, 0), 1)</c>.</summary>
    public abstract Signal HardSigmoid();

    /// <summary>Softmax over the last dimension.</summary>
    public abstract Signal Softmax();

    /// <summary>Dropout of single elements while training, else the signal itself.</summary>
    public abstract Signal Dropout(double probability, bool training);

    /// <summary>The elementwise sum.</summary>
    public abstract Signal Plus(Signal other);

    /// <summary>
    /// The elementwise sum. May take this signal's memory, which a convolution or normalisation must have made: autograd cannot follow
    /// changes to the views that linear layers return.
    /// </summary>
    public virtual Signal PlusInPlace(Signal other) => Plus(other);

    /// <summary>The elementwise sum with a constant or parameter.</summary>
    public abstract Signal Plus(Tensor constant);

    /// <summary>The elementwise product.</summary>
    public abstract Signal Times(Signal other);

    /// <summary>The elementwise product with a constant or parameter.</summary>
    public abstract Signal Times(Tensor constant);

    /// <summary>The product with a number.</summary>
    public abstract Signal Times(double factor);

    /// <summary>The matrix product over the last two dimensions.</summary>
    public abstract Signal MatMul(Signal other);

    /// <summary>A linear layer over the last dimension: <paramref name="weight"/> is <c>[outputs, inputs]</c>.</summary>
    public abstract Signal Linear(Tensor weight, Tensor bias);

    /// <summary>Scaled dot-product attention of queries (this signal), keys and values, each <c>[N, heads, tokens, width]</c>.</summary>
    public abstract Signal Attend(Signal keys, Signal values);

    /// <summary>The mean over some dimensions.</summary>
    public abstract Signal Mean(long[] dimensions, bool keepDimensions = false);

    /// <summary>Feature maps of the same height and width, one behind the other.</summary>
    public abstract Signal Concatenate(params IReadOnlyList<Signal> following);

    /// <summary>All dimensions but the batch become one.</summary>
    public abstract Signal Flatten();

    /// <summary>Another shape of the same elements; -1 is whatever is left.</summary>
    public abstract Signal Reshape(params long[] shape);

    /// <summary>The dimensions in another order.</summary>
    public abstract Signal Permute(params long[] order);

    /// <summary>What has a given index in a dimension, which falls away.</summary>
    public abstract Signal Select(int dimension, int index);

    /// <summary>Every <paramref name="step"/>th row and column of feature maps, from the first on.</summary>
    public abstract Signal Thin(int step);

    /// <summary>Zeros around the elements: for each dimension from the last on, how many before and how many after.</summary>
    public abstract Signal Pad(params long[] amounts);

    /// <summary>The first rows and columns of tokens <c>[N, H, W, width]</c>.</summary>
    public abstract Signal Crop(long height, long width);

    /// <summary>Tokens <c>[N, H, W, width]</c> moved down and right; what leaves on one side comes in on the other.</summary>
    public abstract Signal Roll(long down, long right);

    /// <summary>One more token in front of each image's tokens <c>[N, tokens, width]</c>.</summary>
    public abstract Signal Prepend(Tensor token);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
