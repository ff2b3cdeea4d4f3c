using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// A layer of DenseNet-BC (Huang et al. 2016): batch normalisation, ReLU and a 1×1 convolution narrow all maps so far to a bottleneck,
/// then the same with a 3×3 convolution makes the new maps.
/// </summary>
internal sealed class DenseLayer : TracedModule
{
    private const int BottleneckFactor = 4;

    private readonly nn.Module<Tensor, Tensor> norm1, conv1, norm2, conv2;
    private readonly double dropout;

    /// <param name="inputs">Channels of the input.</param>
    /// <param name="growth">New channels.</param>
    /// <param name="dropout">Probability of dropout of the new maps' elements.</param>
    public DenseLayer(int inputs, int growth, double dropout) : base(nameof(DenseLayer))
    {
        this.dropout = dropout;
        register_module("norm1", norm1 = nn.BatchNorm2d(inputs));
        register_module("conv1", conv1 = Layer.Conv2d(inputs, BottleneckFactor * growth, 1, bias: false));
        register_module("norm2", norm2 = nn.BatchNorm2d(BottleneckFactor * growth));
        register_module("conv2", conv2 = Layer.Conv2d(BottleneckFactor * growth, growth, 3, padding: 1, bias: false));
    }

    /// <summary>Returns the new maps only.</summary>
    public override TracedTensor Run(TracedTensor maps)
    {
        var bottleneck = maps.Through(norm1).Relu().Through(conv1);
        var fresh = bottleneck.Through(norm2).Relu().Through(conv2);
        return dropout > 0 ? fresh.Dropout(dropout, training) : fresh;
    }
}
