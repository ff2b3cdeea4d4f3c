using Microsoft.ML.Data;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>Collects the values of a column while a cursor goes over the data.</summary>
internal abstract class KeyMapBuilder
{
    /// <summary>Takes the values of the row at which the cursor stands; false when no further value can be taken.</summary>
    public abstract bool Collect();

    /// <summary>The map of the values collected.</summary>
    public abstract KeyMap Finish(bool byValue);

    public static KeyMapBuilder Create(DataViewRow row, DataViewSchema.Column column, int maximumNumberOfKeys)
    {
        var itemType = (PrimitiveDataViewType)column.Type.ItemTypeOf();
        return Generic.Call(Create<int>, itemType.RawType, row, column, maximumNumberOfKeys);
    }

    private static KeyMapBuilder Create<T>(DataViewRow row, DataViewSchema.Column column, int maximum)
        where T : notnull =>
        new KeyMapBuilder<T>(row, column, maximum);
}

/// <inheritdoc/>
internal sealed class KeyMapBuilder<T> : KeyMapBuilder
    where T : notnull
{
    private readonly PrimitiveDataViewType _itemType;
    private readonly int _maximum;
    private readonly Func<T, bool> _isMissing;
    private readonly HashSet<T> _seen = new(Values.Equality<T>());
    private readonly List<T> _values = [];
    private readonly Func<bool> _collect;

    public KeyMapBuilder(DataViewRow row, DataViewSchema.Column column, int maximum)
    {
        _itemType = (PrimitiveDataViewType)column.Type.ItemTypeOf();
        _maximum = maximum;
        _isMissing = Values.MissingTest<T>(_itemType);
        _collect = column.Type is VectorDataViewType ? FromVector(row.GetGetter<VBuffer<T>>(column)) : FromScalar(row.GetGetter<T>(column));
    }

    public override bool Collect() => _values.Count < _maximum && _collect();

    public override KeyMap Finish(bool byValue)
    {
        if (byValue)
            _values.Sort(Values.Order<T>());
        return new KeyMap<T>(_itemType, [.. _values]);
    }

    private Func<bool> FromScalar(ValueGetter<T> get)
    {
        T value = default!;
        return () =>
        {
            get(ref value);
            return Add(value);
        };
    }

    private Func<bool> FromVector(ValueGetter<VBuffer<T>> get)
    {
        VBuffer<T> vector = default;
        return () =>
        {
            get(ref vector);
            return vector.DenseValues().All(Add);
        };
    }

    private bool Add(T value)
    {
        if (!_isMissing(value) && !_seen.Contains(value))
        {
            value = Keep(value);
            _seen.Add(value);
            _values.Add(value);
        }
        return _values.Count < _maximum;
    }

    // Text may lie in a buffer that the next row overwrites.
    private static T Keep(T value) => value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;
}
