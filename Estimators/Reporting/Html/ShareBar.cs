using System.Xml.Linq;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>A cell with a number, and a bar below it that is as long.</summary>
internal static class ShareBar
{
    /// <param name="share">0 to 1; not a number for none.</param>
    /// <param name="look">Class of the bar for the style sheet.</param>
    /// <param name="text">What stands above it; null: the share in percent.</param>
    public static XElement Cell(double share, string look, string? text = null) => Tag.Of("td",
        text ?? ReportText.Percent(share),
        Tag.Of("span", Tag.Set("class", $"bar {look}"), Tag.Set("style", $"--share:{ReportText.Share(share)}"), Tag.Set("aria-hidden", "true")));
}
