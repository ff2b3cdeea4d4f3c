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
    public static Tensor Apply(Tensor images)
    {
        using var scope = NewDisposeScope();
        var scales = InputSpec.ImageNet.Std.Select(std => std / Std).ToArray();
        var shifts = InputSpec.ImageNet.Mean.Select(mean => (mean - Mean) / Std).ToArray();
        return images.mul(PerChannel(scales)).add_(PerChannel(shifts)).MoveToOuterDisposeScope();

        Tensor PerChannel(float[] values) => tensor(values, images.dtype, images.device).view(1, -1, 1, 1);
    }
}
