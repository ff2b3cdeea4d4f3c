using Toolkit.LibTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// Makes convolutions and linear layers as <c>nn</c> does, but without initial weights while <see cref="UninitializedWeights"/> builds a
/// network. Drawing those takes long; all other layers come from <c>nn</c>.
/// </summary>
internal static class Layer
{
    /// <summary>A convolution with square kernels.</summary>
    public static Conv2d Conv2d(
        long inputs, long outputs, long kernel, long stride = 1, long padding = 0, long groups = 1, bool bias = true, Device? device = null) =>
        nn.Conv2d(
            inputs, outputs, kernel, stride: stride, padding: padding, groups: groups, bias: bias, device: device ?? UninitializedWeights.Device)
            .Corrected();

    /// <summary>A convolution whose kernels may have different height and width.</summary>
    public static Conv2d Conv2d(
        long inputs, long outputs, (long Height, long Width) kernel, (long Height, long Width) stride, (long Height, long Width) padding,
        bool bias) =>
        nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: padding, bias: bias, device: UninitializedWeights.Device).Corrected();

    /// <summary>A fully connected layer.</summary>
    public static Linear Linear(long inputs, long outputs, bool bias = true, Device? device = null) =>
        nn.Linear(inputs, outputs, hasBias: bias, device: device ?? UninitializedWeights.Device);

    /// <summary>A fresh linear layer or 1×1 convolution with the inputs of another, on its device.</summary>
    /// <param name="layer">A linear layer or 1×1 convolution.</param>
    /// <param name="outputs">Outputs, or channels of the output, of the new one.</param>
    public static nn.Module<Tensor, Tensor> Like(nn.Module<Tensor, Tensor> layer, long outputs)
    {
        var weight = layer.get_parameter("weight")!;
        return layer is Conv2d
            ? Conv2d(weight.shape[1], outputs, 1, device: weight.device)
            : Linear(weight.shape[1], outputs, device: weight.device);
    }
}
