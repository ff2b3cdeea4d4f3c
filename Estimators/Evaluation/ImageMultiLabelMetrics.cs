using System.Globalization;
using Toolkit.Reporting;

namespace Toolkit.Estimators.Evaluation;

/// <summary>Metrics of the prediction of several labels an image. <see cref="ToString"/> shows them all.</summary>
public sealed class ImageMultiLabelMetrics
{
    internal ImageMultiLabelMetrics()
    {
    }

    /// <summary>
    /// Mean of the average precision over the labels that some image has, 0 to 1: mAP, how well the probabilities rank the images, whatever the thresholds.
    /// </summary>
    public required double MeanAveragePrecision { get; init; }

    /// <summary>F1 over all labels together, so that frequent ones count more: 0 to 1.</summary>
    public required double MicroF1 { get; init; }

    /// <summary>Mean of F1 over the labels that some image has: each label counts the same; 0 to 1.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Share of the images of which every label is right, 0 to 1.</summary>
    public required double SubsetAccuracy { get; init; }

    /// <summary>Share of wrong ones among all answers, one an image and label: 0 to 1; lower is better.</summary>
    public required double HammingLoss { get; init; }

    /// <summary>The metrics of every label, in the order of the scores.</summary>
    public required IReadOnlyList<LabelMetrics> Labels { get; init; }

    /// <summary>Number of images that were evaluated.</summary>
    public required long Images { get; init; }

    /// <summary>Rows left out, since a score is not finite.</summary>
    public required long SkippedRows { get; init; }

    /// <summary>The metrics, and a table of the labels.</summary>
    public override string ToString()
    {
        string[][] figures =
        [
            ["images", Text(Images)], ["mean average precision", Percent(MeanAveragePrecision)], ["micro F1", Percent(MicroF1)],
            ["macro F1", Percent(MacroF1)], ["all labels right", Percent(SubsetAccuracy)], ["Hamming loss", Percent(HammingLoss)],
        ];
        string[] header = ["label", "images", "precision", "recall", "F1", "average precision"];
        var rows = Labels.Select(label => new[]
        {
            label.Name, Text(label.Support), Percent(label.Precision), Percent(label.Recall), Percent(label.F1), Percent(label.AveragePrecision),
        });
        return string.Join(Environment.NewLine, TextTable.Format(figures), TextTable.Format([header, .. rows]));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double share) =>
        double.IsNaN(share) ? "-" : (share * 100).ToString("F2", CultureInfo.InvariantCulture) + " %";
}
