namespace Microsoft.ML.Data;

/// <summary>Objects as rows. They are enumerated anew by every cursor.</summary>
internal sealed class EnumerableDataView<TRow>(IEnumerable<TRow> rows, TypedSchema<TRow> typed) : IDataView
    where TRow : class
{
    private readonly IReadOnlyList<TRow>? _list = rows as IReadOnlyList<TRow>;

    public bool CanShuffle => _list is not null;

    public DataViewSchema Schema => typed.Schema;

    public long? GetRowCount() => _list?.Count ?? (rows as IReadOnlyCollection<TRow>)?.Count ?? (rows as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(typed, columnsNeeded, rand is null || _list is null ? rows.Select((row, i) => (row, i)) : Shuffled(_list, rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static IEnumerable<(TRow Row, int Index)> Shuffled(IReadOnlyList<TRow> list, Random random)
    {
        var order = Enumerable.Range(0, list.Count).ToArray();
        random.Shuffle(order);
        return order.Select(i => (list[i], i));
    }

    private sealed class Cursor(TypedSchema<TRow> typed, IEnumerable<DataViewSchema.Column> needed, IEnumerable<(TRow Row, int Index)> rows)
        : RootCursor(typed.Schema, needed)
    {
        private readonly IEnumerator<(TRow Row, int Index)> _rows = rows.GetEnumerator();

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckAtRow();
            id = new DataViewRowId((ulong)_rows.Current.Index, 0);
        };

        protected override bool MoveNextCore()
        {
            if (!_rows.MoveNext())
                return false;
            if (_rows.Current.Row is null)
                throw new InvalidOperationException(
                    $"The object at {_rows.Current.Index} of the enumerable is null; every row must be an object.");
            return true;
        }

        protected override Delegate MakeGetter(DataViewSchema.Column column) => typed.MakeGetter(column, Current);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            base.Dispose(disposing);
        }

        private TRow Current()
        {
            CheckAtRow();
            return _rows.Current.Row;
        }
    }
}
