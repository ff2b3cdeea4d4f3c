using System.Runtime.Intrinsics;

namespace Toolkit.Kernels.Convolution;

/// <summary>
/// The weights' gradient of a convolution over <see cref="LaneMaps"/>: for every output and tap the sum of the output's gradient times the input that the tap
/// meets, over all pixels. Two outputs and five taps at a time: ten sums in registers, to each of which a pixel adds one product.
/// </summary>
/// <param name="input">Layout of the input.</param>
/// <param name="output">Layout of the output's gradient, of as many channels as there are outputs.</param>
/// <param name="kernelHeight">Rows of the kernel.</param>
/// <param name="kernelWidth">Columns of the kernel.</param>
internal sealed unsafe class LaneWeightGradient(LaneMaps input, LaneMaps output, int kernelHeight, int kernelWidth)
{
    private const int Outputs = 2, Taps = 5, Sums = Outputs * Taps;

    private readonly int[] offsets =
    [
        .. from channel in Enumerable.Range(0, input.Channels)
           from y in Enumerable.Range(0, kernelHeight)
           from x in Enumerable.Range(0, kernelWidth)
           select channel * input.Map + y * input.Row + x * LaneMaps.Images,
    ];

    private int Groups => (offsets.Length + Taps - 1) / Taps;

    private int Pairs => (output.Channels + Outputs - 1) / Outputs;

    /// <summary>Numbers that <see cref="Add"/> needs for its sums: zeros at first.</summary>
    public int Length => Pairs * Groups * Sums * LaneMaps.Images;

    /// <summary>Adds what 16 images contribute.</summary>
    /// <param name="inputs">The input, from where the kernel of the first output lies.</param>
    /// <param name="gradients">The output's gradient, from its first pixel on.</param>
    /// <param name="rows">Rows of the output, all or some.</param>
    /// <param name="columns">Columns of the output.</param>
    /// <param name="sums">Changed.</param>
    public void Add(float* inputs, float* gradients, int rows, int columns, float* sums)
    {
        for (var pair = 0; pair < Pairs; pair++)
        {
            var first = gradients + Outputs * pair * output.Map;
            // Where the number of outputs is odd, the last one is computed twice.
            var second = Outputs * pair + 1 < output.Channels ? first + output.Map : first;
            for (var group = 0; group < Groups; group++, sums += Sums * LaneMaps.Images)
                AddTaps(inputs, group * Taps, first, second, rows, columns, sums);
        }
    }

    /// <summary>Adds the images up.</summary>
    /// <param name="sums">The sums of all images.</param>
    /// <param name="gradient">Receives <c>[outputs, taps]</c>.</param>
    public void Collect(float* sums, float* gradient)
    {
        for (var channel = 0; channel < output.Channels; channel++)
        {
            for (var tap = 0; tap < offsets.Length; tap++)
            {
                var place = (channel / Outputs * Groups + tap / Taps) * Sums + channel % Outputs * Taps + tap % Taps;
                *gradient++ = Vector512.Sum(Vector512.Load(sums + place * LaneMaps.Images));
            }
        }
    }

    private int Offset(int tap) => tap < offsets.Length ? offsets[tap] : 0;

    private void AddTaps(float* inputs, int tap, float* first, float* second, int rows, int columns, float* sums)
    {
        var (tap0, tap1, tap2, tap3, tap4) = (Offset(tap), Offset(tap + 1), Offset(tap + 2), Offset(tap + 3), Offset(tap + 4));
        var (a0, a1, a2, a3, a4) = Load(sums);
        var (b0, b1, b2, b3, b4) = Load(sums + Taps * LaneMaps.Images);
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < columns * LaneMaps.Images; i += LaneMaps.Images)
            {
                var at = inputs + i;
                var (one, two) = (Vector512.Load(first + i), Vector512.Load(second + i));
                var value = Vector512.Load(at + tap0);
                (a0, b0) = (Vector512.FusedMultiplyAdd(value, one, a0), Vector512.FusedMultiplyAdd(value, two, b0));
                value = Vector512.Load(at + tap1);
                (a1, b1) = (Vector512.FusedMultiplyAdd(value, one, a1), Vector512.FusedMultiplyAdd(value, two, b1));
                value = Vector512.Load(at + tap2);
                (a2, b2) = (Vector512.FusedMultiplyAdd(value, one, a2), Vector512.FusedMultiplyAdd(value, two, b2));
                value = Vector512.Load(at + tap3);
                (a3, b3) = (Vector512.FusedMultiplyAdd(value, one, a3), Vector512.FusedMultiplyAdd(value, two, b3));
                value = Vector512.Load(at + tap4);
                (a4, b4) = (Vector512.FusedMultiplyAdd(value, one, a4), Vector512.FusedMultiplyAdd(value, two, b4));
            }
            inputs += input.Row;
            first += output.Row;
            second += output.Row;
        }
        Store(sums, a0, a1, a2, a3, a4);
        Store(sums + Taps * LaneMaps.Images, b0, b1, b2, b3, b4);
    }

    private static (Vector512<float> V0, Vector512<float> V1, Vector512<float> V2, Vector512<float> V3, Vector512<float> V4) Load(float* sums) =>
        (Vector512.Load(sums), Vector512.Load(sums + LaneMaps.Images), Vector512.Load(sums + 2 * LaneMaps.Images), Vector512.Load(sums + 3 * LaneMaps.Images),
            Vector512.Load(sums + 4 * LaneMaps.Images));

    private static void Store(float* sums, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, Vector512<float> v3, Vector512<float> v4)
    {
        v0.Store(sums);
        v1.Store(sums + LaneMaps.Images);
        v2.Store(sums + 2 * LaneMaps.Images);
        v3.Store(sums + 3 * LaneMaps.Images);
        v4.Store(sums + 4 * LaneMaps.Images);
    }
}
