using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Kernels;

/// <summary>
/// An optimizer's step in one pass over the memory of a parameter, of its gradient and of the optimizer state, where a dozen
/// operators of libtorch would each read and write some of them. Every element is computed by itself and in the same way, so that the
/// number of threads makes no difference to the result.
/// </summary>
internal static unsafe class ElementwiseUpdate
{
    /// <summary>
    /// Elements that a thread takes at a time: enough to be worth a thread, few enough to share out evenly. A multiple of every vector's size.
    /// </summary>
    internal const int ChunkSize = 1 << 16;

    /// <summary>Whether both lie in the CPU's memory as float32 numbers, element for element in the same order and without gaps.</summary>
    public static bool Suits(Tensor parameter, Tensor gradient) =>
        IsFloatOnCpu(parameter) && IsFloatOnCpu(gradient) && parameter.numel() <= int.MaxValue / sizeof(float)
        && HaveSameDenseLayout(parameter, gradient);

    /// <summary>Applies a rule to all elements.</summary>
    /// <param name="rule">What happens to each of them.</param>
    /// <param name="parameter">
    /// Changed in place. Autograd does not notice, and a graph that needs the old values must be done with: after a backward pass it is.
    /// </param>
    /// <param name="gradient">One that <see cref="Suits"/> the parameter.</param>
    /// <param name="first">Made by <c>zeros_like(parameter)</c>, changed in place; null: the rule has no state.</param>
    /// <param name="second">A second one.</param>
    public static void Run<TRule>(TRule rule, Tensor parameter, Tensor gradient, Tensor? first = null, Tensor? second = null)
        where TRule : struct, IUpdateRule
    {
        var arrays = new Arrays(PointerTo(parameter), PointerTo(gradient), PointerTo(first), PointerTo(second));
        var count = (int)parameter.numel();
        var chunks = (count + ChunkSize - 1) / ChunkSize;
        KernelThreads.Run(chunks, chunk =>
        {
            var start = chunk * ChunkSize;
            RunChunk(rule, arrays.From(start), Math.Min(ChunkSize, count - start));
        });
    }

    private static void RunChunk<TRule>(TRule rule, Arrays arrays, int count) where TRule : struct, IUpdateRule
    {
        var rest = count % Vector<float>.Count;
        RunVectors(rule, arrays, count - rest);
        if (rest > 0) RunRest(rule, arrays.From(count - rest), rest);
    }

    private static void RunVectors<TRule>(TRule rule, Arrays arrays, int count) where TRule : struct, IUpdateRule
    {
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var parameter = Vector.Load(arrays.Parameter + i);
            var first = arrays.First is null ? default : Vector.Load(arrays.First + i);
            var second = arrays.Second is null ? default : Vector.Load(arrays.Second + i);
            rule.Apply(ref parameter, Vector.Load(arrays.Gradient + i), ref first, ref second);
            parameter.Store(arrays.Parameter + i);
            if (arrays.First is not null) first.Store(arrays.First + i);
            if (arrays.Second is not null) second.Store(arrays.Second + i);
        }
    }

    /// <summary>Fewer elements than a vector holds: computed in the same way, in copies that are filled up with zeros.</summary>
    private static void RunRest<TRule>(TRule rule, Arrays arrays, int count) where TRule : struct, IUpdateRule
    {
        var size = Vector<float>.Count;
        var copies = stackalloc float[4 * size];
        new Span<float>(copies, 4 * size).Clear();
        var filled = new Arrays(copies, copies + size, copies + 2 * size, copies + 3 * size);
        Copy(arrays.Gradient, filled.Gradient, count);
        Copy(arrays.Parameter, filled.Parameter, count);
        Copy(arrays.First, filled.First, count);
        Copy(arrays.Second, filled.Second, count);
        RunVectors(rule, filled, size);
        Copy(filled.Parameter, arrays.Parameter, count);
        Copy(filled.First, arrays.First, count);
        Copy(filled.Second, arrays.Second, count);
    }

    private static void Copy(float* source, float* target, int count)
    {
        if (source is not null && target is not null) new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(target, count));
    }

    private static bool IsFloatOnCpu(Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32 && !tensor.is_sparse;

    private static bool HaveSameDenseLayout(Tensor parameter, Tensor gradient)
    {
        var shape = parameter.shape;
        if (!shape.AsSpan().SequenceEqual(gradient.shape)) return false;
        var (strides, others) = (parameter.stride(), gradient.stride());
        var expected = 1L;
        // What the stride of a dimension of one element is makes no difference.
        foreach (var dimension in Enumerable.Range(0, shape.Length).Where(i => shape[i] != 1).OrderBy(i => strides[i]))
        {
            if (strides[dimension] != expected || others[dimension] != expected) return false;
            expected *= shape[dimension];
        }
        return true;
    }

    private static float* PointerTo(Tensor? tensor)
    {
        if (tensor is null) return null;
        // TorchSharp shows the memory of contiguous tensors only: with the dimensions in the order of memory, this one is.
        using var inOrder = tensor.permute(DimensionsInOrderOfMemory(tensor.stride()));
        return (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(inOrder.bytes));
    }

    private static long[] DimensionsInOrderOfMemory(long[] strides) =>
        [.. Enumerable.Range(0, strides.Length).OrderByDescending(i => strides[i]).Select(i => (long)i)];

    /// <summary>Where the elements lie; null where the rule has less state.</summary>
    private readonly struct Arrays(float* parameter, float* gradient, float* first, float* second)
    {
        public float* Parameter { get; } = parameter;

        public float* Gradient { get; } = gradient;

        public float* First { get; } = first;

        public float* Second { get; } = second;

        public Arrays From(int start) => new(
            Parameter + start, Gradient + start, First is null ? null : First + start, Second is null ? null : Second + start);
    }
}
