using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>A vector of values: dense, or sparse with the values that are not the default and their indices.
/// It is a buffer that getters fill again and again; copy what must last.</summary>
public readonly struct VBuffer<T>
{
    private readonly T[]? _values;
    private readonly int[]? _indices;
    private readonly int _count;

    /// <summary>The number of items.</summary>
    public readonly int Length;

    /// <summary>A dense vector.</summary>
    /// <param name="length">The number of items.</param>
    /// <param name="values">The items; may be longer than <paramref name="length"/>.</param>
    /// <param name="indices">A buffer kept for later use.</param>
    public VBuffer(int length, T[]? values, int[]? indices = null)
        : this(length, length, values, indices)
    {
    }

    /// <summary>A dense or sparse vector.</summary>
    /// <param name="length">The number of items.</param>
    /// <param name="count">The number of items given; if it is less than <paramref name="length"/> the vector is sparse.</param>
    /// <param name="values">The items given; may be longer than <paramref name="count"/>.</param>
    /// <param name="indices">The increasing indices of the items of a sparse vector.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sizes do not fit together.</exception>
    public VBuffer(int length, int count, T[]? values, int[]? indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, length);
        ArgumentOutOfRangeException.ThrowIfLessThan(values?.Length ?? 0, count, nameof(values));
        if (count < length)
            ArgumentOutOfRangeException.ThrowIfLessThan(indices?.Length ?? 0, count, nameof(indices));
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    /// <summary>Whether every item is stored.</summary>
    public bool IsDense => _count == Length;

    /// <summary>The items stored.</summary>
    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    /// <summary>The indices of the items stored; empty for a dense vector.</summary>
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    /// <summary>Copies into <paramref name="destination"/>, whose memory is used again where it is large enough.</summary>
    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    /// <summary>Copies <paramref name="length"/> items from <paramref name="sourceIndex"/> on.</summary>
    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sourceIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sourceIndex, Length - length);
        var (from, count) = IsDense ? (sourceIndex, length) : StoredRange(sourceIndex, length);
        var editor = VBufferEditor.Create(ref destination, length, count);
        GetValues().Slice(from, count).CopyTo(editor.Values);
        if (count < length)
        {
            for (int i = 0; i < count; i++)
                editor.Indices[i] = _indices![from + i] - sourceIndex;
        }
        destination = editor.Commit();
    }

    /// <summary>Copies into <paramref name="destination"/> as a dense vector.</summary>
    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>Copies all items to the front of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    /// <summary>Copies all items to <paramref name="destination"/>.</summary>
    /// <param name="destination">Where to; must have room for all items.</param>
    /// <param name="destinationIndex">Where the first item goes.</param>
    /// <param name="defaultValue">What to write for items that a sparse vector does not store.</param>
    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default!)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(destinationIndex);
        if (destination.Length - Length < destinationIndex)
            throw new ArgumentOutOfRangeException(nameof(destination), "Not large enough to hold these values.");
        var target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }
        target.Fill(defaultValue);
        for (int i = 0; i < _count; i++)
            target[_indices![i]] = _values![i];
    }

    /// <summary>Copies <paramref name="length"/> items of an array into <paramref name="destination"/>.</summary>
    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        var editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>Items with their indices: those stored, or all of them.</summary>
    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        if (all || IsDense)
            return DenseValues().Select((value, index) => KeyValuePair.Create(index, value));
        var (values, indices) = (_values, _indices);
        return Enumerable.Range(0, _count).Select(i => KeyValuePair.Create(indices![i], values![i]));
    }

    /// <summary>All items, in order.</summary>
    public IEnumerable<T> DenseValues()
    {
        for (int index = 0, stored = 0; index < Length; index++)
        {
            if (IsDense || (stored < _count && _indices![stored] == index))
                yield return _values![stored++];
            else
                yield return default!;
        }
    }

    /// <summary>Puts the item at <paramref name="index"/> into <paramref name="destination"/>.</summary>
    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    /// <summary>The item at <paramref name="index"/>.</summary>
    public T GetItemOrDefault(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
        if (IsDense)
            return _values![index];
        var stored = GetIndices().BinarySearch(index);
        return stored >= 0 ? _values![stored] : default!;
    }

    /// <summary>All items, in order.</summary>
    public IEnumerator GetEnumerator() => DenseValues().GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() =>
        IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    internal VBufferEditor<T> Edit(int length, int count, int capacity, bool keepOldOnResize, bool requireIndicesOnDense)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, length);
        var values = WithRoom(_values, count, capacity, keepOldOnResize);
        var indices = count == length && !requireIndicesOnDense ? _indices : WithRoom(_indices, count, capacity, keepOldOnResize);
        return new VBufferEditor<T>(length, count, values, indices, requireIndicesOnDense,
            createdNewValues: values != _values, createdNewIndices: indices != _indices);
    }

    internal VBufferEditor<T> EditAsIs() => Edit(Length, _count, Array.MaxLength, keepOldOnResize: false, requireIndicesOnDense: false);

    private (int From, int Count) StoredRange(int start, int length)
    {
        int from = LowerBound(start);
        return (from, LowerBound(start + length) - from);
    }

    private int LowerBound(int index)
    {
        var found = GetIndices().BinarySearch(index);
        return found >= 0 ? found : ~found;
    }

    private static TItem[]? WithRoom<TItem>(TItem[]? array, int size, int capacity, bool keepOld)
    {
        if (size == 0 || array?.Length >= size)
            return array;
        // Growing by half saves allocations where rows differ in size.
        var room = Math.Min((int)Math.Min((long)(array?.Length ?? 0) * 3 / 2, Array.MaxLength), capacity);
        var grown = new TItem[Math.Max(size, room)];
        if (keepOld)
            array?.CopyTo(grown, 0);
        return grown;
    }
}
