using Microsoft.ML.Data;
using Microsoft.ML.Utilities;

namespace Microsoft.ML;

/// <summary>A cursor over data of its own: it counts the rows, and ends by itself after the last.</summary>
internal abstract class RootCursor : DataViewRowCursor
{
    private readonly ActiveColumns _columns;
    private long _position = -1;
    private bool _ended;

    protected RootCursor(DataViewSchema schema, IEnumerable<DataViewSchema.Column> needed)
    {
        Schema = schema;
        _columns = new ActiveColumns(schema, needed, MakeGetter);
    }

    public sealed override DataViewSchema Schema { get; }

    public sealed override long Position => _position;

    public override long Batch => 0;

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => _columns.Contains(column);

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.GetGetter<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
    {
        CheckAtRow();
        id = new DataViewRowId((ulong)_position, 0);
    };

    public sealed override bool MoveNext()
    {
        if (_ended) return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }
        Dispose();
        return false;
    }

    /// <summary>Goes to the next row, if there is one.</summary>
    protected abstract bool MoveNextCore();

    /// <summary>The getter of a column that was asked for. It calls <see cref="CheckAtRow"/> first.</summary>
    protected abstract Delegate MakeGetter(DataViewSchema.Column column);

    /// <summary>Throws unless the cursor stands at a row.</summary>
    protected void CheckAtRow()
    {
        if (_position < 0)
            throw new InvalidOperationException(Getters.NoRow);
    }

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        _position = -1;
        base.Dispose(disposing);
    }
}
