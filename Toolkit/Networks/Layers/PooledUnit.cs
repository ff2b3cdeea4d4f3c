using System.Runtime.Intrinsics;
using Toolkit.Kernels;
using Toolkit.Kernels.Convolution;
using Toolkit.LibTorch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>A convolution, ReLU and max pooling, one behind the other, which <see cref="PooledConvolution"/> computes in one where it knows how.</summary>
internal sealed record PooledUnit(Conv2d Convolution, ReLU Relu, MaxPool2d Pooling)
{
    /// <summary>How many layers these are.</summary>
    public const int Layers = 3;

    private const int MostInputs = 16, MostOutputs = 32;

    /// <summary>Three layers, one behind the other; null where they are others.</summary>
    public static PooledUnit? Of(nn.Module<Tensor, Tensor> first, nn.Module<Tensor, Tensor> second, nn.Module<Tensor, Tensor> third) =>
        first is Conv2d convolution && second is ReLU relu && third is MaxPool2d pooling ? new PooledUnit(convolution, relu, pooling) : null;

    /// <summary>
    /// The output; null where libtorch computes the layers one by one: on a GPU, in another precision, with many channels, of few images, with hooks.
    /// </summary>
    public Tensor? TryRun(Tensor images)
    {
        if (!Vector512.IsHardwareAccelerated || !Suits(images) || IsWatched) return null;
        var shape = ShapeFor(images);
        if (shape.Rows < 1 || shape.Columns < 1) return null;
        if (!TensorMemory.Holds(images.numel()) || !TensorMemory.Holds((images.shape[0] + LaneMaps.Images) * shape.Windows)) return null;
        using var scope = NewDisposeScope();
        var bias = Convolution.bias ?? zeros([shape.Outputs], float32, CPU);
        return PooledConvolution.Run(images.contiguous(), Convolution.weight!.contiguous(), bias, shape).MoveToOuterDisposeScope();
    }

    private bool IsWatched => ForwardHooks.Watch(Convolution) || ForwardHooks.Watch(Relu) || ForwardHooks.Watch(Pooling);

    private bool Suits(Tensor images) =>
        images.device_type == DeviceType.CPU && images.dtype == ScalarType.Float32 && images.ndim == 4 && images.shape[0] >= LaneMaps.Images
        && images.shape[1] == Convolution.in_channels && Convolution.weight!.dtype == ScalarType.Float32
        && IsPlain(Convolution) && IsPlain(Pooling);

    private static bool IsPlain(Conv2d layer) =>
        layer.groups == 1 && layer.in_channels <= MostInputs && layer.out_channels <= MostOutputs && layer.PadsWithZeros() && layer.padding is { } padding
        && AreAll(layer.stride, 1) && AreAll(layer.dilation, 1) && padding[0] < layer.kernel_size[0] && padding[^1] < layer.kernel_size[^1];

    private static bool IsPlain(MaxPool2d layer) =>
        AreAll(layer.kernel_size, 2) && (layer.stride is not { } stride || AreAll(stride, 2)) && (layer.padding is not { } padding || AreAll(padding, 0))
        && (layer.dilation is not { } dilation || AreAll(dilation, 1)) && !layer.ceil_mode;

    private static bool AreAll(long[] sizes, long size) => sizes.All(each => each == size);

    private PooledShape ShapeFor(Tensor images) => new(
        (int)Convolution.in_channels, (int)Convolution.out_channels, (int)images.shape[2], (int)images.shape[3],
        (int)Convolution.kernel_size[0], (int)Convolution.kernel_size[^1], (int)Convolution.padding![0], (int)Convolution.padding[^1]);
}
