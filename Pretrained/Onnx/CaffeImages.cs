using Toolkit.Networks;

namespace Toolkit.Pretrained.Onnx;

/// <summary>
/// Images as Caffe's ImageNet networks take them: blue, green, red; 0 to 255; minus 104, 117, 123. A first convolution without
/// padding can be rewritten for images that are normalised as torchvision does, with exactly the same results:
/// Caffe's value is 255 · (std · x + mean) − offset, which is linear in torchvision's value x.
/// </summary>
internal static class CaffeImages
{
    private static readonly double[] Offsets = [104, 117, 123];

    /// <summary>Rewrites a first convolution.</summary>
    /// <param name="kernels"><c>[outputs, 3, height, width]</c> for blue, green and red.</param>
    /// <param name="bias"><c>[outputs]</c>.</param>
    /// <returns>Kernels for red, green and blue, and a bias, both float32.</returns>
    /// <exception cref="InvalidDataException">The bias has another number of outputs than the kernels.</exception>
    public static (TensorData Kernels, TensorData Bias) Fold(TensorData kernels, TensorData bias)
    {
        if (bias.Shape is not [var outputs] || outputs != kernels.Shape[0])
            throw new InvalidDataException($"The first convolution's bias is {bias}, but its kernels are {kernels}.");
        var (caffe, folded) = (kernels.ToSingles(), new float[kernels.Count]);
        double[] shift = [.. bias.ToSingles()];
        var (spec, colours) = (InputSpec.ImageNet, Offsets.Length);
        var plane = kernels.Count / Math.Max(1, shift.Length * colours);
        for (var output = 0; output < shift.Length; output++)
        {
            for (var red = 0; red < colours; red++)
            {
                var blue = colours - 1 - red;
                var from = caffe.AsSpan((output * colours + blue) * plane, plane);
                var to = folded.AsSpan((output * colours + red) * plane, plane);
                for (var i = 0; i < plane; i++)
                {
                    to[i] = (float)(255.0 * spec.Std[red] * from[i]);
                    shift[output] += (255.0 * spec.Mean[red] - Offsets[blue]) * from[i];
                }
            }
        }
        return (TensorData.FromSingles(folded, kernels.Shape), TensorData.FromSingles([.. shift.Select(x => (float)x)], outputs));
    }
}
