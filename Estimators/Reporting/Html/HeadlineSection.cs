namespace Toolkit.Estimators.Reporting.Html;

/// <summary>The most important figures, and what must be known before all else.</summary>
internal static class HeadlineSection
{
    public static ReportSection Of(TrainingReport report) => new(
        "summary", "Summary",
        ReportFacts.Notes(report).Select(note => Tag.Of("p", Tag.Set("class", "note"), Tag.Of("strong", "Note: "), note)),
        Tag.Of("dl", Tag.Set("class", "figures"), ReportFacts.Headline(report).Select(figure => Tag.Of("div",
            Tag.Of("dt", figure.Name),
            Tag.Of("dd", Tag.Set("class", "value"), figure.Value),
            Tag.Of("dd", figure.Remark)))));
}
