using System.Xml.Linq;
using Toolkit.Estimators.Reporting;

namespace Toolkit.UnitTests.Estimators.Reporting;

/// <summary>A report's page, whose body is XML besides being HTML.</summary>
internal sealed class Page(string html)
{
    public Page(TrainingReport report) : this(report.ToHtml())
    {
    }

    public string Html { get; } = html;

    public XElement Body { get; } = XElement.Parse(html[html.IndexOf("<body>", StringComparison.Ordinal)..(html.IndexOf("</body>", StringComparison.Ordinal) + 7)]);

    public IReadOnlyList<string> Sections => [.. Body.Descendants("section").Select(section => section.Element("h2")!.Attribute("id")!.Value)];

    public XElement Section(string id) => Body.Descendants("section").Single(section => section.Element("h2")!.Attribute("id")!.Value == id);

    /// <summary>The cells of a table's lines, headings included.</summary>
    public string[][] Table(string caption) =>
        [.. Body.Descendants("table").Single(table => table.Element("caption")!.Value == caption).Descendants("tr")
            .Select(row => row.Elements().Select(cell => cell.Value).ToArray())];
}
