namespace Microsoft.ML.Data;

/// <summary>Starts to edit vectors, in their own memory where it is large enough.</summary>
public static class VBufferEditor
{
    /// <summary>Edits <paramref name="destination"/> with its present size and number of stored items.</summary>
    public static VBufferEditor<T> CreateFromBuffer<T>(ref VBuffer<T> destination) => destination.EditAsIs();

    /// <summary>Edits <paramref name="destination"/>. Nothing of it may be used until the editor has committed.</summary>
    /// <param name="destination">The vector whose memory is used.</param>
    /// <param name="newLogicalLength">The number of items of the new vector.</param>
    /// <param name="valuesCount">The number of items stored; null stores all of them.</param>
    /// <param name="maxValuesCapacity">The most items to reserve memory for.</param>
    /// <param name="keepOldOnResize">Whether old items are kept where more memory is needed.</param>
    /// <param name="requireIndicesOnDense">Whether there is room for indices even if all items are stored.</param>
    public static VBufferEditor<T> Create<T>(ref VBuffer<T> destination, int newLogicalLength, int? valuesCount = null,
        int? maxValuesCapacity = null, bool keepOldOnResize = false, bool requireIndicesOnDense = false) =>
        destination.Edit(newLogicalLength, valuesCount ?? newLogicalLength, maxValuesCapacity ?? Array.MaxLength,
            keepOldOnResize, requireIndicesOnDense);
}

/// <summary>Writes the items of a vector.</summary>
public readonly ref struct VBufferEditor<T>
{
    private readonly int _length;
    private readonly T[]? _values;
    private readonly int[]? _indices;

    internal VBufferEditor(int length, int count, T[]? values, int[]? indices, bool requireIndicesOnDense,
        bool createdNewValues, bool createdNewIndices)
    {
        _length = length;
        _values = values;
        _indices = indices;
        Values = values.AsSpan(0, count);
        Indices = count == length && !requireIndicesOnDense ? default : indices.AsSpan(0, count);
        CreatedNewValues = createdNewValues;
        CreatedNewIndices = createdNewIndices;
    }

    /// <summary>The items to be written.</summary>
    public readonly Span<T> Values;

    /// <summary>The indices to be written; empty for a dense vector.</summary>
    public readonly Span<int> Indices;

    /// <summary>Whether new memory was needed for the items.</summary>
    public bool CreatedNewValues { get; }

    /// <summary>Whether new memory was needed for the indices.</summary>
    public bool CreatedNewIndices { get; }

    /// <summary>The vector written.</summary>
    public VBuffer<T> Commit() => new(_length, Values.Length, _values, _indices);

    /// <summary>The vector written, with only the first <paramref name="physicalValuesCount"/> items stored.</summary>
    public VBuffer<T> CommitTruncated(int physicalValuesCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(physicalValuesCount, Values.Length);
        return new VBuffer<T>(_length, physicalValuesCount, _values, _indices);
    }
}
