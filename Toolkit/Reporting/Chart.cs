using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Toolkit.Reporting;

/// <summary>A line of a chart; points that are not finite interrupt it.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Colour">An SVG colour.</param>
/// <param name="Points">From left to right.</param>
/// <param name="Dots">Whether every point has a dot, with its values as a tooltip.</param>
/// <param name="Width">Of the line, in pixels.</param>
/// <param name="Opacity">0 to 1.</param>
internal sealed record Series(
    string Name, string Colour, IReadOnlyList<(double X, double Y)> Points, bool Dots = false,
    double Width = 2, double Opacity = 1);

/// <summary>A shaded range of a chart's horizontal axis.</summary>
internal sealed record Band(string Name, double From, double To, string Colour);

/// <summary>
/// An axis: its range is from the first to the last tick unless <paramref name="Low"/> and <paramref name="High"/> say otherwise.
/// </summary>
internal sealed record Axis(string Name, IReadOnlyList<double> Ticks, Func<double, string> Format, double Low, double High)
{
    public Axis(string name, IReadOnlyList<double> ticks, Func<double, string> format)
        : this(name, ticks, format, ticks[0], ticks[^1])
    {
    }
}

/// <summary>Draws one chart as SVG elements: bands, grid, axes, lines and legend inside a rectangle.</summary>
internal sealed class Chart(string title, Axis horizontal, Axis vertical, IReadOnlyList<Series> series, IReadOnlyList<Band> bands)
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private const double LeftMargin = 62, RightMargin = 14, TopMargin = 34, BottomMargin = 44;

    private double left, right, top, bottom;

    /// <summary>The epoch that is marked by a vertical line; null: none.</summary>
    public (double X, string Text)? Mark { get; init; }

    /// <summary>Draws the chart into the rectangle.</summary>
    public XElement Draw(double x, double y, double width, double height)
    {
        (left, right, top, bottom) = (x + LeftMargin, x + width - RightMargin, y + TopMargin, y + height - BottomMargin);
        return new XElement(
            Svg + "g",
            Text(left, y + 20, title, "start", "heading"),
            bands.SelectMany(DrawBand), DrawGrid(), DrawMark(), series.SelectMany(DrawSeries), DrawNames(), DrawLegend());
    }

    /// <summary>An SVG element with attributes in the order given.</summary>
    public static XElement Element(string name, params (string Name, object Value)[] attributes) => new(
        Svg + name,
        attributes.Select(attribute => new XAttribute(
            attribute.Name, attribute.Value is double number ? Number(number) : attribute.Value)));

    /// <summary>A text; characters that XML forbids are left out.</summary>
    public static XElement Text(double x, double y, string text, string anchor, string style)
    {
        var element = Element("text", ("x", x), ("y", y), ("text-anchor", anchor), ("class", style));
        element.Add(Allowed(text));
        return element;
    }

    private static string Allowed(string text) => string.Concat(text.Where(XmlConvert.IsXmlChar));

    private static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    private double Across(double value) => left + (value - horizontal.Low) / (horizontal.High - horizontal.Low) * (right - left);

    private double Up(double value) => bottom - (value - vertical.Low) / (vertical.High - vertical.Low) * (bottom - top);

    private IEnumerable<XElement> DrawBand(Band band)
    {
        double from = Across(Math.Max(band.From, horizontal.Low)), to = Across(Math.Min(band.To, horizontal.High));
        if (to <= from) yield break;
        yield return Element("rect", ("x", from), ("y", top), ("width", to - from), ("height", bottom - top), ("fill", band.Colour));
        if (to - from > 8 * band.Name.Length) yield return Text((from + to) / 2, top + 14, band.Name, "middle", "phase");
    }

    private IEnumerable<XElement> DrawGrid()
    {
        foreach (var tick in vertical.Ticks)
        {
            yield return Element("line", ("x1", left), ("x2", right), ("y1", Up(tick)), ("y2", Up(tick)), ("class", "grid"));
            yield return Text(left - 8, Up(tick) + 4, vertical.Format(tick), "end", "tick");
        }
        foreach (var tick in horizontal.Ticks)
        {
            yield return Element("line", ("x1", Across(tick)), ("x2", Across(tick)), ("y1", bottom), ("y2", bottom + 5), ("class", "axis"));
            yield return Text(Across(tick), bottom + 18, horizontal.Format(tick), "middle", "tick");
        }
        yield return Element(
            "path", ("d", $"M{Number(left)} {Number(top)}V{Number(bottom)}H{Number(right)}"), ("class", "axis"), ("fill", "none"));
    }

    private IEnumerable<XElement> DrawMark()
    {
        if (Mark is not { } mark) yield break;
        var line = Element("line", ("x1", Across(mark.X)), ("x2", Across(mark.X)), ("y1", top), ("y2", bottom), ("class", "mark"));
        line.Add(new XElement(Svg + "title", mark.Text));
        yield return line;
        yield return Text(Across(mark.X) + 4, bottom - 6, "best", "start", "best");
    }

    private IEnumerable<XElement> DrawSeries(Series line)
    {
        yield return Element(
            "path", ("d", PathOf(line.Points)), ("fill", "none"), ("stroke", line.Colour), ("stroke-width", line.Width),
            ("opacity", line.Opacity),
            ("stroke-linejoin", "round"));
        if (!line.Dots) yield break;
        var radius = line.Points.Count > 60 ? 1.8 : 3;
        foreach (var point in line.Points.Where(IsFinite))
        {
            var dot = Element("circle", ("cx", Across(point.X)), ("cy", Up(point.Y)), ("r", radius), ("fill", line.Colour));
            dot.Add(new XElement(
                Svg + "title", $"{Allowed(line.Name)}, {horizontal.Name} {horizontal.Format(point.X)}: {Detail(point.Y)}"));
            yield return dot;
        }
    }

    private string Detail(double value) => vertical.Format(Math.Round(value, 4));

    private string PathOf(IReadOnlyList<(double X, double Y)> points)
    {
        var path = new System.Text.StringBuilder();
        var pen = 'M';
        foreach (var point in points)
        {
            if (!IsFinite(point))
            {
                pen = 'M';
                continue;
            }
            path.Append(pen).Append(Number(Across(point.X))).Append(' ').Append(Number(Up(point.Y)));
            pen = 'L';
        }
        return path.ToString();
    }

    private IEnumerable<XElement> DrawNames()
    {
        yield return Text((left + right) / 2, bottom + 36, horizontal.Name, "middle", "name");
        var x = left - 46;
        var name = Text(x, (top + bottom) / 2, vertical.Name, "middle", "name");
        name.Add(new XAttribute("transform", $"rotate(-90 {Number(x)} {Number((top + bottom) / 2)})"));
        yield return name;
    }

    /// <summary>In the line of the title, at the right; the width of a text is only known to the browser, so it is estimated.</summary>
    private IEnumerable<XElement> DrawLegend()
    {
        const double letter = 7, line = 18, gap = 6, between = 16;
        var x = right;
        foreach (var item in series.Reverse())
        {
            x -= letter * item.Name.Length;
            yield return Text(x, top - 14, item.Name, "start", "legend");
            x -= gap;
            yield return Element(
                "line", ("x1", x - line), ("x2", x), ("y1", top - 18), ("y2", top - 18),
                ("stroke", item.Colour), ("stroke-width", 3), ("opacity", item.Opacity));
            x -= line + between;
        }
    }

    private static bool IsFinite((double X, double Y) point) => double.IsFinite(point.X) && double.IsFinite(point.Y);
}
