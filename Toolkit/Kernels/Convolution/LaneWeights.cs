namespace Toolkit.Kernels.Convolution;

/// <summary>A convolution's weights in the order in which <see cref="LaneConvolution"/> reads them.</summary>
internal static class LaneWeights
{
    /// <summary>Those of the convolution itself.</summary>
    /// <param name="weights"><c>[outputs, inputs, kernel height, kernel width]</c>.</param>
    /// <param name="shape">The sizes.</param>
    public static float[] Pack(ReadOnlySpan<float> weights, PooledShape shape)
    {
        var packed = new float[PackedLength(shape.Outputs, shape.Taps)];
        for (var output = 0; output < shape.Outputs; output++)
        {
            for (var tap = 0; tap < shape.Taps; tap++) packed[Place(output, tap, shape.Taps)] = weights[output * shape.Taps + tap];
        }
        return packed;
    }

    /// <summary>Those of the convolution that makes the input's gradient of the output's: kernels turned by 180°, inputs and outputs exchanged.</summary>
    /// <param name="weights"><c>[outputs, inputs, kernel height, kernel width]</c>.</param>
    /// <param name="shape">The sizes.</param>
    public static float[] PackTurned(ReadOnlySpan<float> weights, PooledShape shape)
    {
        var area = shape.KernelHeight * shape.KernelWidth;
        var packed = new float[PackedLength(shape.Inputs, shape.Outputs * area)];
        for (var output = 0; output < shape.Outputs; output++)
        {
            for (var input = 0; input < shape.Inputs; input++)
            {
                for (var tap = 0; tap < area; tap++)
                    packed[Place(input, output * area + area - 1 - tap, shape.Outputs * area)] = weights[output * shape.Taps + input * area + tap];
            }
        }
        return packed;
    }

    /// <summary>One number for each output, and zeros behind them.</summary>
    public static float[] Pad(ReadOnlySpan<float> bias)
    {
        var padded = new float[bias.Length + LaneConvolution.Outputs - 1];
        bias.CopyTo(padded);
        return padded;
    }

    private static int PackedLength(int outputs, int taps) => (outputs + outputs % LaneConvolution.Outputs) * taps;

    private static int Place(int output, int tap, int taps) =>
        (output / LaneConvolution.Outputs * taps + tap) * LaneConvolution.Outputs + output % LaneConvolution.Outputs;
}
