using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>
/// Reads and writes the elements of a tensor on the processor, in row-major order. It keeps the tensor's object, not its
/// memory: use it before the tensor is disposed.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool isContiguous;
    private readonly T* first;

    internal TensorAccessor(Tensor tensor)
    {
        this.tensor = tensor;
        shape = tensor.shape;
        strides = tensor.stride();
        isContiguous = tensor.is_contiguous();
        first = (T*)tensor.DataAddress;
        Count = tensor.NumberOfElements;
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    /// <summary>The element at one index per dimension, or at one index into the flattened tensor.</summary>
    /// <exception cref="IndexOutOfRangeException">An index is negative or too large.</exception>
    public T this[params long[] indices]
    {
        get => Read(OffsetOf(indices));
        set
        {
            first[OffsetOf(indices)] = value;
            GC.KeepAlive(tensor);
        }
    }

    /// <summary>All elements in a new array.</summary>
    public T[] ToArray()
    {
        var array = GC.AllocateUninitializedArray<T>(checked((int)Count));
        CopyTo(array);
        return array;
    }

    /// <summary>All elements in a new array with the tensor's dimensions; one element for a scalar.</summary>
    public Array ToNDArray()
    {
        if (shape.Length < 2) return ToArray();
        var array = Array.CreateInstance(typeof(T), shape);
        ref var start = ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array));
        CopyTo(MemoryMarshal.CreateSpan(ref start, array.Length));
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies the elements from <paramref name="tensorIndex"/> on to <paramref name="array"/> from
    /// <paramref name="arrayIndex"/> on.</summary>
    /// <exception cref="ArgumentException">The array is too short.</exception>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = checked((int)(Count - tensorIndex));
        if (array.Length - arrayIndex < count)
            throw new ArgumentException($"{count} elements do not fit into {array.Length - arrayIndex}.", nameof(array));

        var target = array.Slice(arrayIndex, count);
        if (isContiguous)
        {
            new ReadOnlySpan<T>(first + tensorIndex, count).CopyTo(target);
        }
        else
        {
            for (var i = 0; i < count; i++) target[i] = first[OffsetOf(tensorIndex + i)];
        }
        GC.KeepAlive(tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>Copies the array from <paramref name="arrayIndex"/> on into the tensor from <paramref name="tensorIndex"/> on, as far
    /// as both reach.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var count = (int)Math.Min(source.Length, Count - tensorIndex);
        for (var i = 0; i < count; i++) first[OffsetOf(tensorIndex + i)] = source[i];
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++) yield return Read(OffsetOf(i));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Does nothing: the tensor belongs to its own owner.</summary>
    public void Dispose()
    {
    }

    private T Read(long offset)
    {
        var value = first[offset];
        GC.KeepAlive(tensor);
        return value;
    }

    private long OffsetOf(long[] indices)
    {
        if (indices.Length == 1 && shape.Length != 1) return OffsetOf(indices[0]);
        if (indices.Length != shape.Length)
            throw new ArgumentException($"The tensor has {shape.Length} dimensions, but {indices.Length} indices were given.");

        long offset = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)shape[i])
                throw new IndexOutOfRangeException($"Index {indices[i]} of dimension {i} is outside its size, {shape[i]}.");
            offset += indices[i] * strides[i];
        }
        return offset;
    }

    private long OffsetOf(long index)
    {
        if ((ulong)index >= (ulong)Count) throw new IndexOutOfRangeException($"Index {index} is outside the {Count} elements.");
        if (isContiguous) return index;

        long offset = 0;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            offset += index % shape[i] * strides[i];
            index /= shape[i];
        }
        return offset;
    }
}
