namespace Toolkit.Training;

/// <summary>The mean over labels of their average precision.</summary>
internal static class MeanAveragePrecision
{
    /// <param name="scores">Of every image one a label, image after image.</param>
    /// <param name="isTrue">Whether the image has the label, likewise.</param>
    /// <param name="labels">How many there are.</param>
    /// <returns>0 to 1, over the labels that some image has; 0 where there is none.</returns>
    public static double Of(List<float> scores, List<bool> isTrue, int labels) => Enumerable.Range(0, labels)
        .Select(label => AveragePrecision.Of(OfLabel(scores, label, labels), OfLabel(isTrue, label, labels)))
        .Where(double.IsFinite).DefaultIfEmpty(0).Average();

    private static T[] OfLabel<T>(List<T> values, int label, int labels)
    {
        var column = new T[values.Count / labels];
        for (var i = 0; i < column.Length; i++) column[i] = values[i * labels + label];
        return column;
    }
}
