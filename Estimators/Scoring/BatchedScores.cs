using Microsoft.ML;
using Toolkit.Data;
using Toolkit.Estimators.Data;

namespace Toolkit.Estimators.Scoring;

/// <summary>Reads the images of a view ahead and scores them a batch at a time.</summary>
internal sealed class BatchedScores : IDisposable
{
    private readonly ImageScorer scorer;
    private readonly DataViewRowCursor cursor;
    private readonly Action<ImageBuffer> readImage;
    private readonly ImageFitter fitter;
    private readonly ImageBuffer image = new();
    private readonly float[] batch;
    private float[] scores = [];
    private int count;
    private int position;

    public BatchedScores(IDataView input, DataViewSchema.Column imageColumn, ImageScorer scorer)
    {
        this.scorer = scorer;
        cursor = input.GetRowCursor([imageColumn]);
        readImage = ImageColumn.CreateReader(cursor, imageColumn);
        fitter = scorer.CreateFitter(imageColumn);
        batch = new float[scorer.BatchSize * scorer.ImageLength];
    }

    /// <summary>Probabilities of the current row's classes.</summary>
    public ReadOnlySpan<float> Current => scores.AsSpan(position * scorer.Classes, scorer.Classes);

    public void MoveNext()
    {
        if (++position < count) return;
        FillBatch();
        if (count == 0)
            throw new InvalidOperationException("The input has fewer rows than when it was read at the same time for its other columns. It must give the same rows whenever it is read.");
        scores = scorer.Score(batch, count);
        position = 0;
    }

    public void Dispose() => cursor.Dispose();

    private void FillBatch()
    {
        for (count = 0; count < scorer.BatchSize && cursor.MoveNext(); count++)
        {
            readImage(image);
            fitter.Normalise(image, batch.AsSpan(count * scorer.ImageLength, scorer.ImageLength));
        }
    }
}
