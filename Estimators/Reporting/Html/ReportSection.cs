using System.Xml.Linq;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>A part of the page with a heading.</summary>
/// <param name="Id">What links to it say.</param>
/// <param name="Title">The heading.</param>
/// <param name="Content">What is below it.</param>
internal sealed record ReportSection(string Id, string Title, params object?[] Content)
{
    public XElement ToElement() => Tag.Of("section", Tag.Set("aria-labelledby", Id), Tag.Of("h2", Tag.Set("id", Id), Title), Content);
}
