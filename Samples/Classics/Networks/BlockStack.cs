using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Samples.Classics.Networks;

/// <summary>
/// A convolution, many blocks of one kind (<see cref="ConvolutionBlock"/>), global average pooling and a linear layer, for grey images of ten
/// classes. Without batch normalisation, which keeps gradients up by other means. All weights start from Xavier's distribution.
/// </summary>
internal sealed class BlockStack : nn.Module<Tensor, Tensor>
{
    private const int Maps = 16, Classes = 10;

    private readonly Conv2d stem;
    private readonly Sequential blocks;
    private readonly Linear fc;

    /// <param name="count">Number of blocks.</param>
    /// <param name="isResidual">Whether each adds its input to what it computes.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    public BlockStack(int count, bool isResidual, long seed) : base(nameof(BlockStack))
    {
        manual_seed(seed);
        register_module("stem", stem = nn.Conv2d(1, Maps, 3, padding: 1));
        register_module("blocks", blocks = nn.Sequential(
            Enumerable.Range(0, count).Select(_ => (nn.Module<Tensor, Tensor>)new ConvolutionBlock(Maps, isResidual)).ToArray()));
        register_module("fc", fc = nn.Linear(Maps, Classes));
        InitialWeights.Xavier(this);
        BlockNames = [.. Enumerable.Range(0, count).Select(block => $"blocks.{block}")];
    }

    /// <summary>The blocks' dotted names, from input to output.</summary>
    public IReadOnlyList<string> BlockNames { get; }

    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return fc.call(blocks.call(stem.call(images)).mean([2, 3])).MoveToOuterDisposeScope();
    }
}
