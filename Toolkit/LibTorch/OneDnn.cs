using System.Collections.Concurrent;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>
/// oneDNN, with which libtorch computes convolutions on the CPU. That of libtorch 2.10 computes some wrongly where it cannot see a processor's
/// caches, as in some virtual machines: where it has to fill channels up to a multiple of 16 or 32, it fills them with other numbers than
/// zeros; and the process ends by a division by zero where it plans 1×1 convolutions of certain numbers of channels, ResNet50's among them. With oneDNN off,
/// training takes four times as long; so the convolutions in question are given channels that are full already, or, for those numbers, 16 outputs more.
/// </summary>
internal static class OneDnn
{
    private const int InputBlock = 32, OutputBlock = 16;
    private const double Tolerance = 1e-4;

    /// <summary>
    /// Inputs and outputs of the 1×1 convolutions for which oneDNN divides whole numbers (<c>est_eff_1x1</c> in its brgemm convolutions, <c>maskrcnn_cond</c>).
    /// Gradients are convolutions from outputs to inputs.
    /// </summary>
    private static readonly HashSet<(long Inputs, long Outputs)> DividedChannels = [(1024, 2048), (1024, 512), (256, 1024), (512, 1024), (512, 2048)];

    private static readonly Lazy<bool> FillsWrongly = new(() => Error() > Tolerance);
    private static readonly Lazy<bool> MixesUpChannels = new(() => ErrorOfChannelsLast() > Tolerance);
    private static readonly ConcurrentDictionary<string, bool> ShapesInBothOrders = [];

    /// <summary>Whether it is known to compute some convolutions wrongly on this machine, of one kind or another.</summary>
    public static bool IsSuspect => FillsWrongly.Value || MixesUpChannels.Value;

    /// <summary>
    /// Whether a layer may be given maps that are <see cref="ChannelsLastFormat"/>. On machines that are suspect, 1×1 convolutions of some hundred channels were wrong so by
    /// half of the largest output: there, a layer's output and gradients in both orders are compared once for each shape. Maps of one pixel are in both, and cannot be.
    /// </summary>
    public static bool IsRightChannelsLast(Conv2d layer, Tensor maps) =>
        !IsSuspect || (maps.shape is not [_, _, 1, 1] && !IsDivided(layer) && AgreesInBothOrders(layer, maps));

    /// <summary>The comparison.</summary>
    internal static bool AgreesInBothOrders(Conv2d layer, Tensor maps)
    {
        var key = string.Join(' ', [.. maps.shape, .. layer.weight!.shape, .. layer.stride, .. layer.padding ?? [], .. layer.dilation, layer.groups]);
        return ShapesInBothOrders.GetOrAdd(key, _ => DifferenceOfOrders(layer, maps.shape) <= Tolerance);
    }

    /// <summary>
    /// Whether what oneDNN makes of a layer, or of its gradients, may be wrong on this machine, in one precision at least. Compares a small
    /// convolution with double precision when first asked.
    /// </summary>
    public static bool MayBeWrong(Conv2d layer) => (!IsSafeInBFloat16(layer) && FillsWrongly.Value) || DividesByZero(layer);

    /// <summary>Whether it may be wrong for an input of this precision, on its device.</summary>
    public static bool MayBeWrong(Conv2d layer, Tensor input) => input.device_type == DeviceType.CPU && input.dtype switch
    {
        ScalarType.Float32 => (!IsSafeInSinglePrecision(layer) && FillsWrongly.Value) || DividesByZero(layer),
        ScalarType.BFloat16 => MayBeWrong(layer) || LeavesWeightsUnused(layer, input),
        _ => false, // oneDNN is not asked
    };

    /// <summary>Channels of zeros with which a convolution in single precision, without groups, is right.</summary>
    /// <param name="inputs">Channels of its input.</param>
    /// <param name="outputs">Channels of its output.</param>
    /// <param name="isPointwise">Whether its kernel is 1×1.</param>
    public static (long Outputs, long Inputs) ChannelsToAdd(long inputs, long outputs, bool isPointwise)
    {
        if (isPointwise) return (IsDivided(inputs, outputs) ? OutputBlock : 0, 0);
        return (Rest(outputs, OutputBlock), inputs <= OutputBlock ? 0 : Rest(inputs, InputBlock));
    }

    private static bool IsSafeInSinglePrecision(Conv2d layer) =>
        IsPointwise(layer) || IsDepthwise(layer) || ChannelsToAdd(InputsOfAGroup(layer), OutputsOfAGroup(layer), isPointwise: false) == (0, 0);

    private static bool DividesByZero(Conv2d layer) => IsDivided(layer) && IsSuspect;

    private static bool IsDivided(Conv2d layer) =>
        layer.kernel_size.All(size => size == 1) && IsDivided(InputsOfAGroup(layer), OutputsOfAGroup(layer));

    private static bool IsDivided(long inputs, long outputs) =>
        DividedChannels.Contains((inputs, outputs)) || DividedChannels.Contains((outputs, inputs));

    private static bool IsSafeInBFloat16(Conv2d layer) =>
        InputsOfAGroup(layer) > 1 && (IsPointwise(layer) || (InputsOfAGroup(layer) % InputBlock == 0 && OutputsOfAGroup(layer) % OutputBlock == 0));

    /// <summary>
    /// Whether the image is so small, or the stride so long, that some rows or columns of the kernel meet padding alone. Their gradient, which is 0, is made of
    /// memory then that nobody has written: filled with NaN before, it became NaN, on every processor with bfloat16.
    /// </summary>
    private static bool LeavesWeightsUnused(Conv2d layer, Tensor input) =>
        LeavesUnused(input.shape[^2], layer, 0) || LeavesUnused(input.shape[^1], layer, ^1);

    private static bool LeavesUnused(long side, Conv2d layer, Index at)
    {
        var kernel = layer.kernel_size[at];
        // Padding by name is for a stride of 1.
        if (side < kernel || KernelUse.Of(layer, at, side) is not { } use) return side < kernel;
        return Enumerable.Range(0, (int)kernel).Any(row => !use.IsUsed(row));
    }

    private static bool IsPointwise(Conv2d layer) => layer.groups == 1 && layer.kernel_size.All(size => size == 1);

    private static bool IsDepthwise(Conv2d layer) => layer.groups > 1 && layer.groups == layer.in_channels && layer.groups == layer.out_channels;

    private static long InputsOfAGroup(Conv2d layer) => layer.in_channels / layer.groups;

    private static long OutputsOfAGroup(Conv2d layer) => layer.out_channels / layer.groups;

    private static long Rest(long channels, int block) => (block - channels % block) % block;

    /// <summary>The largest difference, as a share of the largest value; infinite where a value is no number.</summary>
    private static double Error()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (images, kernels) = (Ramp(2, 24, 8, 8), Ramp(64, 24, 3, 3));
        var single = nn.functional.conv2d(images, kernels, padding: [1, 1]).data<float>();
        var exact = nn.functional.conv2d(images.to(float64), kernels.to(float64), padding: [1, 1]).data<double>();
        var (difference, largest) = (0.0, 0.0);
        for (var i = 0L; i < exact.Count; i++)
        {
            difference = Math.Max(difference, Math.Abs(single[i] - exact[i]));
            largest = Math.Max(largest, Math.Abs(exact[i]));
        }
        return double.IsFinite(difference) ? difference / largest : double.PositiveInfinity;
    }

    /// <summary>The downsampling layer of ResNet18's last stage, and the same without its stride.</summary>
    private static double ErrorOfChannelsLast()
    {
        using var scope = NewDisposeScope();
        return new[] { 1, 2 }.Max(stride =>
        {
            using var layer = nn.Conv2d(256, 512, 1, stride: stride, bias: false, device: META); // which draws no random numbers
            return DifferenceOfOrders(layer, [16, 256, 4, 4]);
        });
    }

    /// <summary>The largest difference between output and gradients in both orders of memory, as a share of the largest value.</summary>
    private static double DifferenceOfOrders(Conv2d layer, long[] shape)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var (maps, weight) = (Ramp(shape), Ramp(layer.weight!.shape).requires_grad_(true));
        var (plain, last) = (Results(maps), Results(ChannelsLastFormat.Of(maps)));
        var errors = plain.Zip(last, (one, other) => ((one - other).abs().max() / one.abs().max()).item<float>());
        return errors.Max(error => float.IsNaN(error) ? double.PositiveInfinity : error);

        Tensor[] Results(Tensor images)
        {
            var input = images.detach().requires_grad_(true);
            var output = layer.Convolve(input, weight, bias: null);
            return [output, .. autograd.grad([output], [input, weight], [Ramp(output.shape)])];
        }
    }

    private static Tensor Ramp(params long[] shape)
    {
        var values = new float[shape.Aggregate((product, size) => product * size)];
        for (var i = 0; i < values.Length; i++) values[i] = MathF.Sin(i);
        return tensor(values, shape);
    }
}
