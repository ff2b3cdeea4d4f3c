using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>A stage of a residual network: blocks of one width, of which the first may halve height and width.</summary>
internal static class ResidualStage
{
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="width">Width of the blocks.</param>
    /// <param name="outputs">Channels of a block's output.</param>
    /// <param name="stride">Stride of the first block; the others' is 1.</param>
    /// <param name="create">Makes a block of input channels, width and stride.</param>
    public static LayerStack Create(
        int blocks, int inputs, int width, int outputs, int stride, Func<int, int, int, nn.Module<Tensor, Tensor>> create) =>
        new([create(inputs, width, stride), .. Enumerable.Range(1, blocks - 1).Select(_ => create(outputs, width, 1))]);
}
