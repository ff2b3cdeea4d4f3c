using System.Text.RegularExpressions;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Series;

namespace Toolkit.Reporting;

/// <summary>A plot of a training for an HTML page.</summary>
public sealed partial record CurveFigure
{
    private const int Width = 460, Height = 300;

    /// <summary>For screens of telephones, on which the figure is shrunk.</summary>
    private const double FontSize = 13.5;

    private static readonly (string Variable, OxyColor Colour)[] Palette =
    [
        ("--curve-blue", CurvePlot.Blue), ("--curve-pale-blue", CurvePlot.PaleBlue), ("--curve-orange", CurvePlot.Orange),
        ("--curve-green", CurvePlot.Green), ("--curve-ink", CurvePlot.Ink), ("--curve-grey", CurvePlot.Grey), ("--curve-line", CurvePlot.Pale),
        ("--curve-paper", OxyColors.White),
        .. PhaseBand.Colours.Select((colour, i) => ($"--curve-phase-{i + 1}", colour)),
    ];

    private CurveFigure(string heading, string svg) => (Heading, Svg) = (heading, svg);

    /// <summary>The CSS variables that colour the figures, with their values where a page does not set them.</summary>
    public static IReadOnlyDictionary<string, string> Colours { get; } =
        Palette.ToDictionary(entry => entry.Variable, entry => Css(entry.Colour));

    /// <summary>What it shows, for a heading above it.</summary>
    public string Heading { get; }

    /// <summary>An SVG element with a title and a description, 460×300 pixels, to be scaled by the page.</summary>
    public string Svg { get; }

    internal static CurveFigure Draw(CurvePanel panel)
    {
        panel.Plot.DefaultFontSize = FontSize;
        using var page = new SvgPage(Width, Height, panel.Heading);
        page.Draw(panel, new(0, 0, Width, Height));
        var svg = page.Complete(Describe(panel.Plot));
        svg.SetAttributeValue("width", null);
        svg.SetAttributeValue("height", null);
        MakeNamesUnique(svg, panel.Heading.ToLowerInvariant().Replace(' ', '-'));
        foreach (var attribute in svg.DescendantsAndSelf().Attributes().Where(attribute => attribute.Name.LocalName is "style" or "fill" or "stroke"))
            attribute.Value = Rgb().Replace(attribute.Value, colour => Themed(colour.Value));
        return new(panel.Heading, svg.ToString(SaveOptions.DisableFormatting));
    }

    private static string Describe(PlotModel plot) => string.Join("; ", plot.Series.OfType<LineSeries>().Select(Describe)) + ".";

    private static string Describe(LineSeries line)
    {
        var values = line.Points.Where(point => point.IsDefined()).Select(point => point.Y).DefaultIfEmpty(double.NaN).ToList();
        return FormattableString.Invariant($"{line.Title}, {line.Points.Count} points: from {values[0]:G4} to {values[^1]:G4}");
    }

    /// <summary>OxyPlot names the clip paths of every picture alike, and in a page the first of a name would count for all.</summary>
    private static void MakeNamesUnique(XElement svg, string prefix)
    {
        foreach (var attribute in svg.DescendantsAndSelf().Attributes())
        {
            if (attribute.Name.LocalName == "id") attribute.Value = $"{prefix}-{attribute.Value}";
            else attribute.Value = attribute.Value.Replace("url(#", $"url(#{prefix}-", StringComparison.Ordinal);
        }
    }

    private static string Themed(string colour)
    {
        var known = Palette.FirstOrDefault(entry => Css(entry.Colour) == colour);
        return known.Variable is null ? colour : $"var({known.Variable}, {colour})";
    }

    private static string Css(OxyColor colour) => FormattableString.Invariant($"rgb({colour.R},{colour.G},{colour.B})");

    [GeneratedRegex(@"rgb\(\d+,\d+,\d+\)")]
    private static partial Regex Rgb();
}
