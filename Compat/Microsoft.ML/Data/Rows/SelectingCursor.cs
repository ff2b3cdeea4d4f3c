using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>A cursor that stops at some of the rows of another, and counts those.</summary>
/// <param name="source">The other cursor; it is disposed of with this one.</param>
/// <param name="columns">The columns asked for.</param>
internal abstract class SelectingCursor(DataViewRowCursor source, IEnumerable<DataViewSchema.Column> columns)
    : RootCursor(source.Schema, columns)
{
    public sealed override long Batch => Source.Batch;

    /// <summary>The other cursor.</summary>
    protected DataViewRowCursor Source { get; } = source;

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => Source.GetIdGetter();

    protected sealed override Delegate MakeGetter(DataViewSchema.Column column) => Getters.Get(Source, column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Source.Dispose();
        base.Dispose(disposing);
    }
}
