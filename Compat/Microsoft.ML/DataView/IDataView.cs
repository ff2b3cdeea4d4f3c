using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Rows with the same columns, read when they are needed and as often as they are needed.</summary>
public interface IDataView
{
    /// <summary>Whether rows can be read in random order.</summary>
    bool CanShuffle { get; }

    /// <summary>The columns.</summary>
    DataViewSchema Schema { get; }

    /// <summary>The number of rows, or null where it is not known without reading them.</summary>
    long? GetRowCount();

    /// <summary>Starts to read the rows.</summary>
    /// <param name="columnsNeeded">The columns that will be asked for; only these need be computed.</param>
    /// <param name="rand">Random numbers for the order of the rows, if <see cref="CanShuffle"/>; null keeps the order.</param>
    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null);

    /// <summary>Starts to read the rows through up to <paramref name="n"/> cursors, each row through one of them.</summary>
    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null);
}

/// <summary>Puts the current value of a column into <paramref name="value"/>, whose old contents may be reused as a buffer.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);

/// <summary>One row, or the row at which a cursor stands.</summary>
public abstract class DataViewRow : IDisposable
{
    /// <summary>The number of the row among those read, from 0; -1 before the first.</summary>
    public abstract long Position { get; }

    /// <summary>The number by which rows of several cursors can be put in order again.</summary>
    public abstract long Batch { get; }

    /// <summary>The columns.</summary>
    public abstract DataViewSchema Schema { get; }

    /// <summary>A getter of the row's identifier.</summary>
    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    /// <summary>Whether <paramref name="column"/> was asked for and can be read.</summary>
    public abstract bool IsColumnActive(DataViewSchema.Column column);

    /// <summary>A getter of the values of <paramref name="column"/>; take it once and call it for every row.</summary>
    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    /// <summary>Ends the reading.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the row holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A row that moves through the data. It starts before the first row.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    /// <summary>Goes to the next row; false when there is none.</summary>
    public abstract bool MoveNext();
}
