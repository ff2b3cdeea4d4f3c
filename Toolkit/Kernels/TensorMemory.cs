using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Kernels;

/// <summary>A tensor's memory, as long as the tensor is not disposed.</summary>
internal static unsafe class TensorMemory
{
    /// <summary>Whether a tensor of so many float32 numbers is small enough for .NET, whose spans have 2 GB at most.</summary>
    public static bool Holds(long numbers) => numbers <= int.MaxValue / sizeof(float);

    /// <summary>A tensor of float32 numbers on the CPU, whatever the defaults are, whose content is whatever the memory held.</summary>
    public static Tensor New(params long[] shape) => empty(shape, float32, CPU);

    /// <summary>Where a contiguous tensor of float32 numbers on the CPU begins.</summary>
    public static float* PointerTo(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    /// <summary>Where maps of float32 numbers on the CPU begin that are <see cref="ChannelsLastFormat"/>; null for none.</summary>
    public static float* PointerToRows(Tensor? maps)
    {
        if (maps is null) return null;
        using var rows = ChannelsLastFormat.AsRows(maps);
        return PointerTo(rows);
    }

    /// <summary>All of its numbers.</summary>
    public static Span<float> Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
