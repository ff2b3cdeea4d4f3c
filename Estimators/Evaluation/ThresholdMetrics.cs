namespace Toolkit.Estimators.Evaluation;

/// <summary>What becomes of images when all are reported whose probability of one class, such as "defective", is at least a threshold.</summary>
/// <param name="ClassName">The class that is looked for.</param>
/// <param name="Threshold">The least probability of the class for a report: 0 where all images are reported, just above 1 where none is.</param>
/// <param name="Images">Images that were evaluated.</param>
/// <param name="ImagesOfClass">How many of them are of the class.</param>
/// <param name="Misses">How many of the class are not reported: false negatives.</param>
/// <param name="FalseAlarms">How many of other classes are reported: false positives.</param>
public sealed record ThresholdMetrics(string ClassName, float Threshold, long Images, long ImagesOfClass, long Misses, long FalseAlarms)
{
    /// <summary>How many of the images are of classes that the model does not know: a false alarm where they are reported.</summary>
    public long ImagesOfUnknownClasses { get; init; }

    /// <summary>Rows left out, since they have no label, or a score that is not finite.</summary>
    public long SkippedRows { get; init; }

    /// <summary>Share of the class's images that are reported, 0 to 1: recall. Not a number where it has none.</summary>
    public double Recall => (double)(ImagesOfClass - Misses) / ImagesOfClass;

    /// <summary>Share of right ones among the reports, 0 to 1; not a number where there are none.</summary>
    public double Precision => (double)(ImagesOfClass - Misses) / (ImagesOfClass - Misses + FalseAlarms);

    /// <summary>What the mistakes cost together.</summary>
    /// <param name="miss">The cost of an image of the class that is not reported.</param>
    /// <param name="falseAlarm">The cost of another image that is.</param>
    public double Cost(double miss, double falseAlarm) => (Misses * miss) + (FalseAlarms * falseAlarm);
}
