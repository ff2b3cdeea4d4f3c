using System.Xml.Linq;
using Toolkit.Estimators.Evaluation;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>The figures of every class.</summary>
internal static class ClassesSection
{
    public static ReportSection Of(ImageClassificationMetrics metrics)
    {
        var most = metrics.Classes.Max(item => item.Support);
        return new(
            "classes", "Classes",
            Tag.Of("p", "Precision: of the images that were taken for the class, how many are of it. Recall: of its images, how many were found. "
                + "F1 is low where either is."),
            Tag.Table(
                "Figures of every class", "bars",
                new[] { "Class", "Images", "Precision", "Recall", "F1" }.Select(name => Tag.Head("col", name)),
                metrics.Classes.Select(item => Row(item, most)).Append(Mean(metrics))));
    }

    private static XElement Row(ClassMetrics item, long most) => Tag.Of("tr",
        Tag.Head("row", item.Name), ShareBar.Cell((double)item.Support / most, "support", ReportText.Count(item.Support)),
        ShareBar.Cell(item.Precision, "precision"), ShareBar.Cell(item.Recall, "recall"), ShareBar.Cell(item.F1, "f1"));

    private static XElement Mean(ImageClassificationMetrics metrics) => Tag.Of("tr", Tag.Set("class", "sum"),
        Tag.Head("row", "Mean of the classes"), Tag.Of("td", ReportText.Count(metrics.Images)),
        ShareBar.Cell(metrics.MacroPrecision, "precision"), ShareBar.Cell(metrics.MacroAccuracy, "recall"), ShareBar.Cell(metrics.MacroF1, "f1"));
}
