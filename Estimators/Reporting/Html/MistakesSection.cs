using System.Xml.Linq;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>The most confident mistakes as pictures.</summary>
internal static class MistakesSection
{
    /// <summary>Null where none is to be shown.</summary>
    public static ReportSection? Of(TrainingReport report) => report.Mistakes.Count == 0 ? null : new(
        "mistakes", "Worst mistakes",
        Tag.Of("p", "The wrong answers with the highest confidence. Often the label is wrong, or the image shows something else. "
            + "The second picture is the image as the network takes it; from blue over green to red it shows how much each place spoke for the "
            + "predicted class (Grad-CAM)."),
        Tag.Of("div", Tag.Set("class", "mistakes"), report.Mistakes.Select(Figure)));

    private static XElement Figure(ReportedMistake reported)
    {
        var mistake = reported.Mistake;
        return Tag.Of("figure",
            Tag.Of("div", Tag.Set("class", "pictures"),
                Picture(reported.Picture, $"An image of {mistake.Actual} that was taken for {mistake.Predicted}"),
                Picture(reported.HeatMap, $"The same image with the places that spoke for {mistake.Predicted}")),
            Tag.Of("figcaption",
                Tag.Of("strong", mistake.Actual), " taken for ", Tag.Of("strong", mistake.Predicted),
                $", {ReportText.Percent(mistake.Confidence)} sure; its own class {ReportText.Percent(mistake.ActualScore)}",
                Tag.Of("span", Tag.Set("class", "path"), ReportText.ImageOf(mistake)),
                ReportText.NoteOf(reported) is { } note ? Tag.Of("span", Tag.Set("class", "remark"), note) : null));
    }

    private static XElement? Picture(byte[]? jpeg, string description) => jpeg is null ? null : Tag.Of("img",
        Tag.Set("src", "data:image/jpeg;base64," + Convert.ToBase64String(jpeg)), Tag.Set("alt", description));
}
