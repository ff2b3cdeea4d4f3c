using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Estimators.Data;

namespace Toolkit.Estimators.Scoring;

/// <summary>A row whose image is scored when a getter first asks for it, once for each position of the input.</summary>
internal sealed class ScoredRow : DataViewRow
{
    private readonly DataViewRow input;
    private readonly ScoreColumns columns;
    private readonly ImageScorer scorer;
    private readonly HashSet<int> active;
    private readonly Action<ImageBuffer>? readImage;
    private readonly ImageFitter fitter;
    private readonly ImageBuffer image = new();
    private readonly float[] batch;
    private float[] scores = [];
    private long? scoredPosition;

    public ScoredRow(DataViewRow input, ScoreColumns columns, ImageScorer scorer, IReadOnlyList<DataViewSchema.Column> activeColumns)
    {
        (this.input, this.columns, this.scorer) = (input, columns, scorer);
        active = [.. activeColumns.Select(column => column.Index)];
        fitter = scorer.CreateFitter(columns.Image);
        batch = new float[scorer.ImageLength];
        if (activeColumns.Any(columns.IsComputed)) readImage = ImageColumn.CreateReader(input, columns.Image);
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
            ? ScoreGetters.Create<TValue>(columns, column, CurrentScores)
            : input.GetGetter<TValue>(columns.Input[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) input.Dispose();
        base.Dispose(disposing);
    }

    private ReadOnlySpan<float> CurrentScores()
    {
        if (scoredPosition != input.Position)
        {
            readImage!(image);
            fitter.Normalise(image, batch);
            scores = scorer.Score(batch, 1);
            scoredPosition = input.Position;
        }

        return scores;
    }
}
