using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Evaluation;
using Toolkit.Estimators.Featurizing;
using Toolkit.Estimators.Schema;

namespace Toolkit.Estimators.Labelling;

/// <summary>An image that might be labelled next.</summary>
/// <param name="row">Number of its row.</param>
/// <param name="direction">Its features at length 1.</param>
/// <param name="uncertainty">How unsure the model is of its class, above 0, up to 1.</param>
internal sealed class UnlabelledImage(int row, float[] direction, float uncertainty)
{
    /// <summary>Images of which the model is quite sure weigh a little, too: else how far they are from each other would not count.</summary>
    private const float LeastUncertainty = 1e-3f;

    public int Row => row;

    public float[] Direction => direction;

    public float Uncertainty => uncertainty;

    /// <summary>Reads the rows of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="featuresColumnName">A vector of Single.</param>
    /// <param name="scoreColumnName">A vector of Single; null: all images are as uncertain.</param>
    public static List<UnlabelledImage> Read(IDataView view, string featuresColumnName, string? scoreColumnName)
    {
        var features = VectorOf(view.Schema, "features", featuresColumnName);
        DataViewSchema.Column? score = scoreColumnName is null ? null : VectorOf(view.Schema, "score", scoreColumnName);
        using var cursor = view.GetRowCursor(score is { } asked ? [features, asked] : [features]); // one pass: a network computes both
        var (readFeatures, readScores) = (ValueColumn.Reader(cursor, features), score is { } read ? ValueColumn.Reader(cursor, read) : null);
        var images = new List<UnlabelledImage>();
        while (cursor.MoveNext())
        {
            var (row, values) = (images.Count, readFeatures());
            var length = row == 0 ? values.Length : images[0].Direction.Length;
            var uncertainty = readScores is null ? 1 : UncertaintyOf(readScores(), row);
            images.Add(new UnlabelledImage(row, FeatureDirection.Of(values, length, $"the image of row {row}"), uncertainty));
        }
        return images;
    }

    private static DataViewSchema.Column VectorOf(DataViewSchema schema, string role, string name)
    {
        var column = schema.Find(role, name);
        return column.Type is VectorDataViewType vector && vector.ItemType.Equals(NumberDataViewType.Single)
            ? column
            : throw ColumnErrors.Mismatch(role, name, "Vector<Single>", column.Type.ToString()!, "Take what a model with Featurize and a trainer gives.");
    }

    private static float UncertaintyOf(float[] probabilities, int row)
    {
        if (probabilities.Length < 2) throw new ArgumentException($"Two or more classes are expected, but row {row} has {probabilities.Length}.");
        var highest = Probabilities.Check(probabilities, row).OrderDescending().Take(2).ToArray();
        return Math.Max(1 - (highest[0] - highest[1]), LeastUncertainty);
    }
}
