using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>A row whose values are those of an object that can be changed for the next one.</summary>
internal sealed class TypedRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly TypedSchema<TRow> _typed;
    private readonly ActiveColumns _columns;
    private TRow? _current;
    private long _position = -1;

    public TypedRow(TypedSchema<TRow> typed)
    {
        _typed = typed;
        _columns = new ActiveColumns(typed.Schema, typed.Schema, column => typed.MakeGetter(column, Current));
    }

    public override DataViewSchema Schema => _typed.Schema;

    public override long Position => _position;

    public override long Batch => 0;

    /// <summary>Makes <paramref name="row"/> the current object.</summary>
    public void MoveTo(TRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _current = row;
        _position++;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) => _columns.Contains(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.GetGetter<TValue>(column);

    private TRow Current() => _current ?? throw new InvalidOperationException(Getters.NoRow);
}
