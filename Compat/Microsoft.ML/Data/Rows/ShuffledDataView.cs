using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>Rows in random order: each is drawn from a pool that is filled from the source. Columns of types that hold resources, such as
/// images, are left out.</summary>
internal sealed class ShuffledDataView : IDataView
{
    private readonly IDataView _input;
    private readonly DataViewSchema.Column[] _inputColumns;
    private readonly int _seed;
    private readonly int _poolSize;
    private readonly bool _shuffleSource;

    /// <param name="input">The rows.</param>
    /// <param name="seed">The seed of readings that bring no random numbers of their own, so that these all have the same order.</param>
    /// <param name="poolSize">How many rows the pool holds.</param>
    /// <param name="shuffleSource">Whether the source is read in random order too, if it can be.</param>
    public ShuffledDataView(IDataView input, int seed, int poolSize, bool shuffleSource)
    {
        (_input, _seed, _poolSize, _shuffleSource) = (input, seed, poolSize, shuffleSource);
        _inputColumns = CacheDataView.CacheableColumns(input.Schema);
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(_inputColumns);
        Schema = schema.ToSchema();
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var random = rand ?? new Random(_seed);
        var columns = columnsNeeded.ToArray();
        var source = _input.GetRowCursor(columns.Select(column => _inputColumns[column.Index]), _shuffleSource && _input.CanShuffle ? random : null);
        return new Cursor(this, source, columns, random);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursor
    {
        private readonly DataViewRowCursor _source;
        private readonly Random _random;
        private readonly int _poolSize;
        private readonly Dictionary<int, PoolColumn> _columns;
        private readonly PoolColumn<DataViewRowId> _ids;
        private int _filled;
        private int _current = -1;

        public Cursor(ShuffledDataView parent, DataViewRowCursor source, DataViewSchema.Column[] columns, Random random)
            : base(parent.Schema, columns)
        {
            _source = source;
            _random = random;
            _poolSize = parent._poolSize;
            _columns = columns.DistinctBy(column => column.Index)
                .ToDictionary(column => column.Index, column => PoolColumn.Create(source, parent._inputColumns[column.Index]));
            _ids = new PoolColumn<DataViewRowId>(source.GetIdGetter());
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => _ids.MakeGetter(CurrentSlot);

        protected override bool MoveNextCore()
        {
            if (_current >= 0)
                Refill(_current);
            while (_filled < _poolSize && _source.MoveNext())
                Store(_filled++);
            if (_filled == 0)
                return false;
            _current = _random.Next(_filled);
            return true;
        }

        protected override Delegate MakeGetter(DataViewSchema.Column column) => _columns[column.Index].MakeGetterDelegate(CurrentSlot);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _source.Dispose();
            base.Dispose(disposing);
        }

        // The row that was served makes room for the next of the source, or for the pool's last one.
        private void Refill(int slot)
        {
            if (_source.MoveNext())
            {
                Store(slot);
                return;
            }
            _filled--;
            foreach (var column in _columns.Values.Append(_ids))
                column.Move(_filled, slot);
        }

        private void Store(int slot)
        {
            foreach (var column in _columns.Values.Append(_ids))
                column.Store(slot);
        }

        private int CurrentSlot()
        {
            CheckAtRow();
            return _current;
        }
    }

    private abstract class PoolColumn
    {
        public abstract void Store(int slot);

        public abstract void Move(int from, int to);

        public abstract Delegate MakeGetterDelegate(Func<int> slot);

        public static PoolColumn Create(DataViewRow row, DataViewSchema.Column column) =>
            Generic.Call(Create<int>, column.Type.RawType, row, column);

        private static PoolColumn Create<T>(DataViewRow row, DataViewSchema.Column column) => new PoolColumn<T>(row.GetGetter<T>(column));
    }

    private sealed class PoolColumn<T>(ValueGetter<T> get) : PoolColumn
    {
        private readonly List<T> _values = [];

        public override void Store(int slot)
        {
            // A fresh value each time: who got the old one may still hold it.
            T value = default!;
            get(ref value);
            if (slot == _values.Count)
                _values.Add(value);
            else
                _values[slot] = value;
        }

        public override void Move(int from, int to) => _values[to] = _values[from];

        public override Delegate MakeGetterDelegate(Func<int> slot) => MakeGetter(slot);

        public ValueGetter<T> MakeGetter(Func<int> slot) => (ref T value) => value = _values[slot()];
    }
}
