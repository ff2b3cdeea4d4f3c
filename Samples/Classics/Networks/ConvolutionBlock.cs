using Toolkit.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Samples.Classics.Networks;

/// <summary>Two 3×3 convolutions with a ReLU after each; a residual one adds its input before the second ReLU (He et al. 2015).</summary>
internal sealed class ConvolutionBlock : nn.Module<Tensor, Tensor>, IResidualBlock
{
    private readonly bool isResidual;
    private readonly Conv2d conv1, conv2;

    /// <param name="maps">Channels of input and output.</param>
    /// <param name="isResidual">Whether it adds its input.</param>
    public ConvolutionBlock(int maps, bool isResidual) : base(nameof(ConvolutionBlock))
    {
        this.isResidual = isResidual;
        register_module("conv1", conv1 = nn.Conv2d(maps, maps, 3, padding: 1));
        register_module("conv2", conv2 = nn.Conv2d(maps, maps, 3, padding: 1));
    }

    public nn.Module<Tensor, Tensor>? BranchEnd => isResidual ? conv2 : null;

    public nn.Module<Tensor, Tensor>? Shortcut => null;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var branch = conv2.call(conv1.call(input).relu());
        return (isResidual ? branch + input : branch).relu().MoveToOuterDisposeScope();
    }
}
