using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// The residual block of He et al. 2016: batch normalisation, ReLU and convolution, two or three times, added to the input. Where the
/// shape differs, a 1×1 convolution of the first ReLU's output takes the input's place.
/// </summary>
internal sealed class PreActivationBlock : TracedModule, IResidualBlock
{
    /// <summary>Channels of a bottleneck's output for one of its width.</summary>
    public const int Expansion = 4;

    private readonly List<(nn.Module<Tensor, Tensor> Norm, nn.Module<Tensor, Tensor> Convolution)> steps = [];
    private readonly nn.Module<Tensor, Tensor>? downsample;

    private PreActivationBlock(int inputs, int stride, params (int Outputs, long Kernel, int Stride)[] convolutions)
        : base(nameof(PreActivationBlock))
    {
        var channels = inputs;
        foreach (var (outputs, kernel, step) in convolutions)
        {
            AddStep(channels, outputs, kernel, step);
            channels = outputs;
        }
        if (stride == 1 && inputs == channels) return;
        downsample = new LayerStack(Layer.Conv2d(inputs, channels, 1, stride, bias: false));
        register_module("downsample", downsample);
    }

    /// <summary>Two 3×3 convolutions, the first with the stride.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="width">Channels inside and of the output.</param>
    /// <param name="stride">1, or 2 to halve height and width.</param>
    public static PreActivationBlock Basic(int inputs, int width, int stride) => new(inputs, stride, (width, 3, stride), (width, 3, 1));

    /// <summary>A 1×1 convolution that narrows, a 3×3 convolution with the stride, and a 1×1 convolution to four times the width.</summary>
    /// <inheritdoc cref="Basic"/>
    public static PreActivationBlock Bottleneck(int inputs, int width, int stride) =>
        new(inputs, stride, (width, 1, 1), (width, 3, stride), (width * Expansion, 1, 1));

    public nn.Module<Tensor, Tensor>? BranchEnd => steps[^1].Convolution;

    public nn.Module<Tensor, Tensor>? Shortcut => downsample;

    public override TracedTensor Run(TracedTensor input)
    {
        var activated = input.Through(steps[0].Norm).Relu();
        var maps = activated.Through(steps[0].Convolution);
        foreach (var (norm, convolution) in steps.Skip(1)) maps = maps.Through(norm).Relu().Through(convolution);
        return maps.AddInPlace(downsample is null ? input : activated.Through(downsample));
    }

    private void AddStep(int inputs, int outputs, long kernel, int stride)
    {
        var norm = nn.BatchNorm2d(inputs);
        var convolution = Layer.Conv2d(inputs, outputs, kernel, stride, padding: kernel / 2, bias: false);
        steps.Add((norm, convolution));
        register_module($"bn{steps.Count}", norm);
        register_module($"conv{steps.Count}", convolution);
    }
}
