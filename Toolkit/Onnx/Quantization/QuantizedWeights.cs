using System.Runtime.InteropServices;
using Toolkit.StateDicts;

namespace Toolkit.Onnx.Quantization;

/// <summary>Weights and biases of a convolution or linear layer as integers, with a scale for each output channel.</summary>
/// <param name="Weight">int8, of the weights' shape.</param>
/// <param name="Scales">One for each output channel: <c>weight = scale · integer</c>.</param>
/// <param name="Bias">int32; null where there is none.</param>
/// <param name="BiasScales">The input's scale times the channel's: <c>bias = scale · integer</c>.</param>
internal sealed record QuantizedWeights(TensorData Weight, float[] Scales, TensorData? Bias, float[] BiasScales)
{
    /// <summary>Biases stay well within 32 bits, so that sums of products can be added to them.</summary>
    private const double LargestBias = 1 << 30;

    /// <summary>Quantizes. The largest weight of a channel becomes the largest integer, unless that would be too fine for the bias.</summary>
    /// <param name="weight">float32, the output channels outermost.</param>
    /// <param name="bias">One for each output channel; null for none.</param>
    /// <param name="inputScale">Scale of what the weights are multiplied by.</param>
    /// <param name="largest">The largest integer.</param>
    public static QuantizedWeights Of(TensorData weight, TensorData? bias, float inputScale, int largest)
    {
        var channels = (int)weight.Shape[0];
        var (values, biases) = (weight.ToSingles(), bias?.ToSingles());
        var integers = new sbyte[values.Length];
        float[] scales = new float[channels], biasScales = new float[channels];
        var length = values.Length / channels;
        for (var channel = 0; channel < channels; channel++)
        {
            var own = values.AsSpan(channel * length, length);
            var scale = scales[channel] = ScaleOf(own, biases?[channel] ?? 0, inputScale, largest);
            biasScales[channel] = inputScale * scale;
            for (var i = 0; i < length; i++) integers[(channel * length) + i] = (sbyte)Math.Clamp(Math.Round(own[i] / (double)scale), -largest, largest);
        }
        return new(
            new TensorData(ElementType.Int8, weight.Shape, MemoryMarshal.AsBytes<sbyte>(integers).ToArray()),
            scales, biases is null ? null : Integers(biases, biasScales), biasScales);
    }

    private static float ScaleOf(ReadOnlySpan<float> weights, float bias, float inputScale, int largest)
    {
        var magnitude = 0f;
        foreach (var weight in weights) magnitude = Math.Max(magnitude, Math.Abs(weight));
        var scale = (float)Math.Max(magnitude / (double)largest, Math.Abs(bias) / (inputScale * LargestBias));
        return float.IsNormal(scale) ? scale : 1;
    }

    private static TensorData Integers(float[] biases, float[] scales)
    {
        var integers = biases.Zip(scales, (bias, scale) => (int)Math.Clamp(Math.Round(bias / (double)scale), -LargestBias, LargestBias)).ToArray();
        return new TensorData(ElementType.Int32, [integers.Length], MemoryMarshal.AsBytes<int>(integers).ToArray());
    }
}
