using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// The convolution of the Inception family: without bias, followed by batch normalisation with an eps of 0.001 and ReLU; or, as in
/// the first of them, with a bias and followed by ReLU alone.
/// </summary>
internal sealed class BasicConvolution : TracedModule
{
    private const double Epsilon = 0.001;

    private readonly nn.Module<Tensor, Tensor> conv;
    private readonly nn.Module<Tensor, Tensor>? bn;

    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="kernel">Height and width of the kernels.</param>
    /// <param name="stride">2 to halve height and width.</param>
    /// <param name="padding">Added to each side, vertically and horizontally.</param>
    /// <param name="normalizes">Whether with batch normalisation.</param>
    public BasicConvolution(
        int inputs, int outputs, (int Height, int Width) kernel, int stride = 1, (int Vertical, int Horizontal) padding = default,
        bool normalizes = true)
        : base(nameof(BasicConvolution))
    {
        conv = Layer.Conv2d(inputs, outputs, kernel, (stride, stride), padding, bias: !normalizes);
        register_module("conv", conv);
        if (normalizes) register_module("bn", bn = nn.BatchNorm2d(outputs, eps: Epsilon));
    }

    /// <summary>A convolution with square kernels.</summary>
    public BasicConvolution(int inputs, int outputs, int kernel, int stride = 1, int padding = 0, bool normalizes = true)
        : this(inputs, outputs, (kernel, kernel), stride, (padding, padding), normalizes)
    {
    }

    public override TracedTensor Run(TracedTensor input)
    {
        var maps = input.Through(conv);
        if (bn is not null) maps = maps.Through(bn);
        return maps.Relu();
    }
}
