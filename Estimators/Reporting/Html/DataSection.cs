using System.Xml.Linq;
using Toolkit.Data;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>What the model learned from and was judged on.</summary>
internal static class DataSection
{
    /// <summary>Null where nothing is told of the data.</summary>
    public static ReportSection? Of(TrainingReport report) => report.Data.Count == 0 && report.Split is null ? null : new(
        "data", "Data",
        report.Split is { } split ? Tag.Of("p", split) : null,
        report.Data.Count == 0 ? null : Tag.Table(
            report.Task == LearningTask.Regression ? "Images" : $"Images of every {report.Subject.Output.One}", "numbers",
            report.Data.Select(part => Tag.Head("col", part.Name)).Prepend(Tag.Head("col", ReportFacts.DataHeading(report))),
            ReportFacts.ClassesOf(report).Select(name => Row(name, report.Data.Select(part => part.Counts.GetValueOrDefault(name))))
                .Append(Row("All", report.Data.Select(part => part.Images), "sum"))));

    private static XElement Row(string name, IEnumerable<long> counts, string? look = null) => Tag.Of("tr",
        look is null ? null : Tag.Set("class", look), Tag.Head("row", name), counts.Select(count => Tag.Of("td", ReportText.Count(count))));
}
