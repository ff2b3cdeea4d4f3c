using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Scoring;

/// <summary>Some rows that follow each other: their prepared images, and copies of the columns that are handed through.</summary>
/// <param name="owner">The reader that fills it.</param>
/// <param name="pixels">Room for the images, 8 bits a value.</param>
/// <param name="values">The columns handed through.</param>
/// <param name="ids">The rows' identities.</param>
internal sealed class RowBlock(RowReader owner, byte[] pixels, KeptValues[] values, KeptValues<DataViewRowId> ids)
{
    /// <summary>The reader that fills it.</summary>
    public RowReader Owner => owner;

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>The input's number for rows that stay together; blocks of all readers are in its order.</summary>
    public long Batch { get; private set; }

    /// <summary>Why the row after the last one could not be read; null where it could.</summary>
    public ExceptionDispatchInfo? Failure { get; set; }

    /// <summary>The images, one after the other.</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    public void Clear(long batch) => (Count, Batch, Failure) = (0, batch, null);

    /// <summary>Adds the row on which the cursor stands.</summary>
    /// <param name="prepare">Writes its image.</param>
    /// <param name="imageLength">Number of values of an image.</param>
    public void Add(Action<Memory<byte>> prepare, int imageLength)
    {
        prepare(pixels.AsMemory(Count * imageLength, imageLength));
        foreach (var column in values) column.Keep(Count);
        ids.Keep(Count);
        Count++;
    }

    /// <summary>A value of a column handed through.</summary>
    public void CopyValue<TValue>(int column, int row, ref TValue value) => ((IKept<TValue>)values[column]).CopyTo(row, ref value);

    public void CopyId(int row, ref DataViewRowId value) => ids.CopyTo(row, ref value);
}
