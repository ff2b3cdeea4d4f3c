using System.Reflection;
using System.Xml.Linq;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>The report as one HTML document.</summary>
internal static class ReportPage
{
    /// <summary>Forbids scripts and every request: whatever a class is called, the page stays what it is.</summary>
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private static readonly Lazy<string> Style = new(ReadStyle);

    public static string Of(TrainingReport report)
    {
        ReportSection[] sections = [.. Sections(report).OfType<ReportSection>()];
        var body = Tag.Of("body",
            Header(report),
            Tag.Of("nav", Tag.Set("aria-label", "Sections"), sections.Select(section => Tag.Of("a", Tag.Set("href", "#" + section.Id), section.Title))),
            Tag.Of("main", sections.Select(section => section.ToElement())),
            Tag.Of("footer", $"Made {ReportText.Date(report.Created)} by Toolkit."));
        // The style sheet is no XML: its signs stand as they are.
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8" />
            <meta http-equiv="Content-Security-Policy" content="{Policy}" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            {Write(Tag.Of("title", report.Title))}
            <style>
            {Style.Value}</style>
            </head>
            {Write(body)}
            </html>

            """.ReplaceLineEndings("\n");
    }

    private static IEnumerable<ReportSection?> Sections(TrainingReport report)
    {
        yield return HeadlineSection.Of(report);
        yield return CurvesSection.Of(report);
        if (report.Search is { } search) yield return SearchSection.Of(search);
        foreach (var section in report.Subject.Sections()) yield return section;
        yield return DataSection.Of(report);
        yield return SettingsSection.Of(report);
        yield return EnvironmentSection.Of(report);
    }

    private static XElement Header(TrainingReport report) => Tag.Of("header",
        Tag.Of("h1", report.Title),
        Tag.Of("p", $"{report.Network}, {report.Subject.Outputs}, {ReportText.Date(report.Created)}"));

    private static string Write(XElement element) => element.ToString(SaveOptions.DisableFormatting);

    private static string ReadStyle()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
