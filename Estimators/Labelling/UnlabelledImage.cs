using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Featurizing;

namespace Toolkit.Estimators.Labelling;

/// <summary>An image that might be labelled next.</summary>
/// <param name="row">Number of its row.</param>
/// <param name="direction">Its features at length 1.</param>
/// <param name="uncertainty">How unsure the model is of its class, 0 to 1.</param>
internal sealed class UnlabelledImage(int row, float[] direction, float uncertainty)
{
    public int Row => row;

    public float[] Direction => direction;

    public float Uncertainty => uncertainty;

    /// <summary>Reads the rows of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="featuresColumnName">A vector of Single.</param>
    /// <param name="scoreColumnName">A vector of Single; null: all images are as uncertain.</param>
    public static List<UnlabelledImage> Read(IDataView view, string featuresColumnName, string? scoreColumnName)
    {
        float[][] features = [.. view.GetColumn<float[]>(featuresColumnName)];
        float[] uncertainties = scoreColumnName is null
            ? [.. features.Select(_ => 1f)]
            : [.. view.GetColumn<float[]>(scoreColumnName).Select(UncertaintyOf)];
        return [.. features.Select((values, row) => new UnlabelledImage(
            row, FeatureDirection.Of(values, features[0].Length, $"the image of row {row}"), uncertainties[row]))];
    }

    private static float UncertaintyOf(float[] probabilities, int row)
    {
        if (probabilities.Length < 2) throw new ArgumentException($"Two or more classes are expected, but row {row} has {probabilities.Length}.");
        if (!probabilities.All(float.IsFinite)) throw new ArgumentException($"Scores are probabilities, but row {row} has one that is not finite.");
        var highest = probabilities.OrderDescending().Take(2).ToArray();
        return 1 - (highest[0] - highest[1]);
    }
}
