using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Images;

namespace Toolkit.Estimators.Scoring;

/// <summary>A row whose image goes through the network when a getter first asks for it, once for each position of the input.</summary>
internal sealed class OutputRow : DataViewRow
{
    private readonly DataViewRow input;
    private readonly OutputColumns columns;
    private readonly ImageRunner runner;
    private readonly HashSet<int> active;
    private readonly Action<ImageBuffer>? readImage;
    private readonly ImagePreparer preparer;
    private float[] output = [];
    private long? computedPosition;
    private bool disposed;

    public OutputRow(DataViewRow input, OutputColumns columns, ImageRunner runner, IReadOnlyList<DataViewSchema.Column> activeColumns)
    {
        (this.input, this.columns, this.runner) = (input, columns, runner);
        active = [.. activeColumns.Select(column => column.Index)];
        preparer = runner.CreatePreparer(columns.Image);
        if (activeColumns.Any(columns.IsComputed)) readImage = columns.Image.CreateReader(input);
    }

    public override DataViewSchema Schema => columns.Output;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        columns.CheckActive(column, IsColumnActive(column));
        return columns.IsComputed(column)
            ? columns.CreateGetter<TValue>(column, CurrentOutput)
            : input.GetGetter<TValue>(columns.Input[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        disposed = true;
        if (disposing) input.Dispose();
        base.Dispose(disposing);
    }

    private ReadOnlySpan<float> CurrentOutput()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (input.Position < 0) throw OutputColumns.NoCurrentRow();
        if (computedPosition != input.Position)
        {
            output = runner.Run(preparer.Transform(readImage!).Pixels, count: 1);
            computedPosition = input.Position;
        }

        return output;
    }
}
