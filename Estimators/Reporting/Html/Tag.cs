using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>
/// Elements of an HTML page. They are XML elements, which escape every text by themselves, and are written so that HTML reads them alike.
/// </summary>
internal static class Tag
{
    /// <summary>Those that HTML knows without an end; all others are written with one.</summary>
    private static readonly HashSet<string> Void = ["br", "col", "img", "link", "meta"];

    /// <summary>An element.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Attributes, elements, texts, sequences of these; nulls are left out.</param>
    public static XElement Of(string name, params object?[] content)
    {
        var element = new XElement(name, content.SelectMany(Flatten));
        if (!Void.Contains(name) && element.IsEmpty) element.Add("");
        return element;
    }

    /// <summary>An attribute.</summary>
    public static XAttribute Set(string name, string value) => new(name, Allowed(value));

    /// <summary>A heading of the table's column or row.</summary>
    public static XElement Head(string scope, params object?[] content) => Of("th", Set("scope", scope), content);

    /// <summary>A table with a caption that is read aloud, in a box that scrolls by itself where the screen is too narrow.</summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="look">Class of the table for the style sheet.</param>
    /// <param name="head">The cells of the first line.</param>
    /// <param name="rows">The lines below it.</param>
    public static XElement Table(string caption, string look, IEnumerable<XElement> head, IEnumerable<XElement> rows) =>
        Of("div", Set("class", "scroll"), Set("role", "region"), Set("aria-label", $"Table: {caption}"), Set("tabindex", "0"),
            Of("table", Set("class", look), Of("caption", caption), Of("thead", Of("tr", head)), Of("tbody", rows)));

    /// <summary>Names and values, below a heading.</summary>
    public static object[] Facts(string heading, IEnumerable<(string Name, string Value)> facts) =>
    [
        Of("h3", heading),
        Table(
            heading, "facts", [Head("col", "Name"), Head("col", "Value")],
            facts.Select(fact => Of("tr", Head("row", fact.Name), Of("td", fact.Value)))),
    ];

    /// <summary>What is opened by a click on its summary.</summary>
    public static XElement Details(string summary, params object?[] content) => Of("details", Of("summary", summary), content);

    private static IEnumerable<object> Flatten(object? content) => content switch
    {
        null => [],
        string text => [Allowed(text)],
        IEnumerable<object?> several => several.SelectMany(Flatten),
        _ => [content],
    };

    /// <summary>The text without characters that XML forbids; a half of a pair of surrogates becomes a replacement character.</summary>
    private static string Allowed(string text)
    {
        var allowed = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.Utf16SequenceLength == 2 || XmlConvert.IsXmlChar((char)rune.Value)) allowed.Append(rune.ToString());
        return allowed.ToString();
    }
}
