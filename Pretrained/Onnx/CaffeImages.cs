using Toolkit.Images;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained.Onnx;

/// <summary>
/// Images as Caffe's ImageNet networks take them: blue, green, red; 0 to 255; minus 104, 117, 123 or the like. A first convolution can
/// be rewritten for images that are normalised as torchvision does, with exactly the same results: Caffe's value is
/// 255 · (std · x + mean) − offset, which is linear in torchvision's value x.
/// </summary>
internal static class CaffeImages
{
    private static readonly double[] Offsets = [104, 117, 123];

    /// <summary>How many times as large Caffe's values are as torchvision's, the mean over the colours.</summary>
    public static double Scale => 255.0 * InputSpec.ImageNet.Std.Average();

    /// <summary>
    /// Rewrites a first convolution for torchvision's mean and standard deviation. It must not pad: padding is Caffe's 0, which is
    /// another value of torchvision's.
    /// </summary>
    /// <param name="kernels"><c>[outputs, 3, height, width]</c> for blue, green and red.</param>
    /// <param name="bias"><c>[outputs]</c>.</param>
    /// <returns>Kernels for red, green and blue, and a bias, both float32.</returns>
    /// <exception cref="InvalidDataException">The bias has another number of outputs than the kernels.</exception>
    public static (TensorData Kernels, TensorData Bias) Fold(TensorData kernels, TensorData bias)
    {
        if (bias.Shape is not [var outputs] || outputs != kernels.Shape[0])
            throw new InvalidDataException($"The first convolution's bias is {bias}, but its kernels are {kernels}.");
        double[] shift = [.. bias.ToSingles()];
        var (values, plane) = (kernels.ToSingles(), PlaneOf(kernels));
        for (var output = 0; output < shift.Length; output++)
            for (var red = 0; red < Offsets.Length; red++)
            {
                var blue = Opposite(red);
                var offset = 255.0 * InputSpec.ImageNet.Mean[red] - Offsets[blue];
                foreach (var value in values.AsSpan((output * Offsets.Length + blue) * plane, plane)) shift[output] += offset * value;
            }
        return (FoldScale(kernels), TensorData.FromSingles([.. shift.Select(x => (float)x)], outputs));
    }

    /// <summary>
    /// Rewrites the kernels of a first convolution for torchvision's standard deviation. Images are normalised with Caffe's mean, so that
    /// its 0 stays 0 and the convolution may pad.
    /// </summary>
    /// <param name="kernels"><c>[outputs, 3, height, width]</c> for blue, green and red.</param>
    /// <returns>Kernels for red, green and blue, float32.</returns>
    public static TensorData FoldScale(TensorData kernels)
    {
        var (values, folded, plane) = (kernels.ToSingles(), new float[kernels.Count], PlaneOf(kernels));
        for (var i = 0; i < folded.Length; i++)
        {
            var (output, red) = Math.DivRem(i / plane, Offsets.Length);
            folded[i] = (float)(255.0 * InputSpec.ImageNet.Std[red] * values[(output * Offsets.Length + Opposite(red)) * plane + i % plane]);
        }
        return TensorData.FromSingles(folded, kernels.Shape);
    }

    private static int Opposite(int colour) => Offsets.Length - 1 - colour;

    private static int PlaneOf(TensorData kernels) => (int)(kernels.Shape[2] * kernels.Shape[3]);
}
