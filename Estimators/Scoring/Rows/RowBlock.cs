using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Scoring.Rows;

/// <summary>Some rows that follow each other, their prepared images and copies of the columns handed through; or why there are no more.</summary>
internal sealed class RowBlock
{
    private readonly byte[] pixels = [];
    private readonly KeptValues[] values = [];
    private readonly KeptValues<DataViewRowId>? ids;

    /// <param name="owner">The reader that fills it.</param>
    /// <param name="pixels">Room for the images, 8 bits a value.</param>
    /// <param name="values">The columns handed through.</param>
    /// <param name="ids">The rows' identities.</param>
    public RowBlock(RowReader owner, byte[] pixels, KeptValues[] values, KeptValues<DataViewRowId> ids) =>
        (Owner, this.pixels, this.values, this.ids) = (owner, pixels, values, ids);

    /// <param name="owner">The reader that failed.</param>
    /// <param name="batch">Where the row stands that it failed at.</param>
    /// <param name="failure">Why.</param>
    public RowBlock(RowReader owner, long batch, ExceptionDispatchInfo failure) => (Owner, Batch, Failure) = (owner, batch, failure);

    /// <summary>The reader that fills it.</summary>
    public RowReader Owner { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>The input's number for rows that stay together; blocks of all readers are in its order.</summary>
    public long Batch { get; private set; }

    /// <summary>Why the next row could not be read; null where there are rows.</summary>
    public ExceptionDispatchInfo? Failure { get; }

    /// <summary>The images, one after the other.</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    public void Clear(long batch) => (Count, Batch) = (0, batch);

    /// <summary>Adds the row on which the cursor stands.</summary>
    /// <param name="prepare">Writes its image.</param>
    /// <param name="imageLength">Number of values of an image.</param>
    public void Add(Action<Memory<byte>> prepare, int imageLength)
    {
        prepare(pixels.AsMemory(Count * imageLength, imageLength));
        foreach (var column in values) column.Keep(Count);
        ids!.Keep(Count);
        Count++;
    }

    /// <summary>A value of a column handed through.</summary>
    public void CopyValue<TValue>(int column, int row, ref TValue value) => ((IKept<TValue>)values[column]).CopyTo(row, ref value);

    public void CopyId(int row, ref DataViewRowId value) => ids!.CopyTo(row, ref value);
}
