using Toolkit.Images;
using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>torchvision's <c>transform_input</c>.</summary>
internal static class TensorFlowNormalization
{
    private const float Mean = 0.5f, Std = 0.5f;

    /// <summary>Images for weights that were converted from TensorFlow, whose values are -1 to 1; torchvision converts in the network.</summary>
    public static InputSpec Images(int size, int resizeShorterSide) =>
        Torchvision.Images(size, resizeShorterSide, [Mean, Mean, Mean], [Std, Std, Std]);

    /// <summary>
    /// Images normalised by ImageNet's mean and standard deviation, normalised by 0.5 and 0.5 instead, as weights from TensorFlow
    /// expect them.
    /// </summary>
    /// <param name="images"><c>[N, 3, H, W]</c>.</param>
    /// <param name="like">Has the images' type and device.</param>
    public static TracedTensor Apply(TracedTensor images, Tensor like)
    {
        var scales = InputSpec.ImageNet.Std.Select(std => std / Std).ToArray();
        var shifts = InputSpec.ImageNet.Mean.Select(mean => (mean - Mean) / Std).ToArray();
        return images.Mul(PerChannel(scales)).Add(PerChannel(shifts));

        Tensor PerChannel(float[] values) => tensor(values, like.dtype, like.device).view(1, -1, 1, 1);
    }
}
