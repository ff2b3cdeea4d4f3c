using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>torchvision's <c>transform_input</c>.</summary>
internal static class TensorFlowNormalization
{
    private const float Mean = 0.5f, Std = 0.5f;

    /// <summary>
    /// Images normalised by ImageNet's mean and standard deviation, normalised by 0.5 and 0.5 instead, as weights from TensorFlow
    /// expect them.
    /// </summary>
    /// <param name="images"><c>[N, 3, H, W]</c>.</param>
    /// <param name="like">Has the images' type and device.</param>
    public static Signal Apply(Signal images, Tensor like)
    {
        var scales = InputSpec.ImageNet.Std.Select(std => std / Std).ToArray();
        var shifts = InputSpec.ImageNet.Mean.Select(mean => (mean - Mean) / Std).ToArray();
        return images.Times(PerChannel(scales)).Plus(PerChannel(shifts));

        Tensor PerChannel(float[] values) => tensor(values, like.dtype, like.device).view(1, -1, 1, 1);
    }
}
