using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>ResNet's block of two 3×3 convolutions: TorchVision's own cannot be used outside its package.</summary>
internal sealed class BasicBlock : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> conv1, bn1, relu, conv2, bn2;
    private readonly Module<Tensor, Tensor>? downsample;

    public BasicBlock(int inputs, int outputs, int stride, Module<Tensor, Tensor>? downsample) : base(nameof(BasicBlock))
    {
        conv1 = Conv2d(inputs, outputs, 3, stride, padding: 1, bias: false);
        bn1 = BatchNorm2d(outputs);
        relu = ReLU(inplace: true);
        conv2 = Conv2d(outputs, outputs, 3, padding: 1, bias: false);
        bn2 = BatchNorm2d(outputs);
        this.downsample = downsample;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var residual = bn2.call(conv2.call(relu.call(bn1.call(conv1.call(input)))));
        return residual.add_(downsample is null ? input : downsample.call(input)).relu_();
    }
}
