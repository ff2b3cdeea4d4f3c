using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>Data held in memory. A column is read when it is first asked for, and then never again.
/// Columns of types that hold resources, such as images, are left out.</summary>
internal sealed class CacheDataView : IDataView
{
    private readonly IDataView _input;
    private readonly DataViewSchema.Column[] _inputColumns;
    private readonly Array?[] _values;
    private readonly Lock _lock = new();
    private long? _rowCount;

    public CacheDataView(IDataView input)
    {
        _input = input;
        _inputColumns = CacheableColumns(input.Schema);
        _values = new Array?[_inputColumns.Length];
        _rowCount = input.GetRowCount();
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(_inputColumns);
        Schema = schema.ToSchema();
    }

    /// <summary>The columns whose values are data alone, so that they can be kept.</summary>
    public static DataViewSchema.Column[] CacheableColumns(DataViewSchema schema) =>
        [.. schema.Where(column => column.Type is PrimitiveDataViewType or VectorDataViewType)];

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _rowCount;

    /// <summary>Reads <paramref name="columns"/> now, those of them that are not in memory yet.</summary>
    public void Load(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = ActiveColumns.Flags(Schema, columns);
        lock (_lock)
        {
            var missing = Enumerable.Range(0, _values.Length).Where(i => active[i] && _values[i] is null).ToArray();
            if (missing.Length > 0 || _rowCount is null)
                Read(missing);
        }
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = columnsNeeded.ToArray();
        Load(needed);
        var order = Enumerable.Range(0, checked((int)_rowCount!.Value)).ToArray();
        rand?.Shuffle(order);
        return new Cursor(this, needed, order);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private void Read(int[] missing)
    {
        using var cursor = _input.GetRowCursor(missing.Select(i => _inputColumns[i]));
        var columns = Array.ConvertAll(missing, i => ColumnBuffer.Create(cursor, _inputColumns[i]));
        long count = 0;
        for (; cursor.MoveNext(); count++)
        {
            foreach (var column in columns)
                column.Append();
        }
        foreach (var (i, column) in missing.Zip(columns))
            _values[i] = column.ToArray();
        _rowCount = count;
    }

    private sealed class Cursor(CacheDataView parent, IEnumerable<DataViewSchema.Column> needed, int[] order)
        : RootCursor(parent.Schema, needed)
    {
        private int _next;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
            id = new DataViewRowId((ulong)CurrentRow(), 0);

        protected override bool MoveNextCore() => _next++ < order.Length;

        protected override Delegate MakeGetter(DataViewSchema.Column column) => column.Type is VectorDataViewType vector
            ? Generic.Call(VectorGetter<int>, vector.ItemType.RawType, parent._values[column.Index]!)
            : Generic.Call(ScalarGetter<int>, column.Type.RawType, parent._values[column.Index]!);

        private Delegate ScalarGetter<T>(Array values)
        {
            var typed = (T[])values;
            return (ValueGetter<T>)((ref T value) => value = typed[CurrentRow()]);
        }

        private Delegate VectorGetter<T>(Array values)
        {
            var typed = (VBuffer<T>[])values;
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => typed[CurrentRow()].CopyTo(ref value));
        }

        private int CurrentRow()
        {
            CheckAtRow();
            return order[_next - 1];
        }
    }

    private abstract class ColumnBuffer
    {
        public abstract void Append();

        public abstract Array ToArray();

        public static ColumnBuffer Create(DataViewRow row, DataViewSchema.Column column) =>
            Generic.Call(Create<int>, column.Type.RawType, row, column);

        private static ColumnBuffer Create<T>(DataViewRow row, DataViewSchema.Column column) =>
            new ColumnBuffer<T>(row.GetGetter<T>(column));
    }

    private sealed class ColumnBuffer<T>(ValueGetter<T> get) : ColumnBuffer
    {
        private readonly List<T> _values = [];

        public override void Append()
        {
            // A fresh value each time: what the getter fills is kept.
            T value = default!;
            get(ref value);
            _values.Add(value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value);
        }

        public override Array ToArray() => _values.ToArray();
    }
}
