using System.Text;
using System.Xml;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Series;

namespace Toolkit.Reporting;

/// <summary>
/// Several plots in one SVG document, which needs nothing besides itself. OxyPlot draws them; its exporter knows neither several plots, nor
/// descriptions for those who do not see them, nor tooltips.
/// </summary>
internal sealed class SvgPage : IDisposable
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly MemoryStream content = new();
    private readonly SvgRenderContext canvas;
    private readonly List<XElement> hints = [];
    private readonly string title;
    private readonly double width, height;

    public SvgPage(double width, double height, string title)
    {
        (this.width, this.height, this.title) = (width, height, Allowed(title));
        canvas = new Canvas(content, width, height);
    }

    /// <summary>Writes the title at the upper left.</summary>
    public void AddTitle() => Write(24, 16, title, 20);

    /// <summary>Draws a plot with its heading above it, at the left.</summary>
    /// <exception cref="InvalidOperationException">It cannot be drawn.</exception>
    public void Add(CurvePanel panel, OxyRect place)
    {
        Draw(panel, place);
        Write(panel.Plot.PlotArea.Left, place.Top + 16, panel.Heading, 14);
    }

    /// <summary>Draws a plot without a heading.</summary>
    /// <exception cref="InvalidOperationException">It cannot be drawn.</exception>
    public void Draw(CurvePanel panel, OxyRect place)
    {
        ((IPlotModel)panel.Plot).Update(updateData: true);
        ((IPlotModel)panel.Plot).Render(canvas, place);
        // OxyPlot would rather draw what went wrong.
        if (panel.Plot.GetLastPlotException() is { } error)
            throw new InvalidOperationException($"'{panel.Heading}' cannot be drawn: {error.Message}", error);
        foreach (var line in panel.Plot.Series.OfType<LineSeries>().Where(line => line.MarkerType != MarkerType.None)) AddHints(line);
    }

    /// <summary>The whole picture, the same for the same plots.</summary>
    /// <param name="description">What it shows, for readers who do not see it.</param>
    public XElement Complete(string description)
    {
        canvas.Complete();
        canvas.Flush();
        content.Position = 0;
        var svg = XElement.Load(content);
        svg.Add(new XAttribute("viewBox", FormattableString.Invariant($"0 0 {width} {height}")), new XAttribute("role", "img"));
        svg.AddFirst(new XElement(Svg + "title", title), new XElement(Svg + "desc", description));
        svg.Add(hints);
        return svg;
    }

    /// <summary>The whole as the text of a file.</summary>
    /// <param name="description">What it shows, for readers who do not see it.</param>
    public string ToDocument(string description) => $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{Complete(description)}\n".ReplaceLineEndings("\n");

    public void Dispose() => canvas.Dispose();

    /// <summary>The text without characters that XML forbids; a half of a pair of surrogates is one.</summary>
    public static string Allowed(string text) => string.Concat(text.EnumerateRunes()
        .Where(rune => rune != Rune.ReplacementChar && (rune.Utf16SequenceLength == 2 || XmlConvert.IsXmlChar((char)rune.Value))));

    private void Write(double x, double y, string text, double size) => canvas.DrawText(
        new ScreenPoint(x, y), text, CurvePlot.Ink, CurvePlot.Font, size, FontWeights.Bold, 0, HorizontalAlignment.Left, VerticalAlignment.Top, null);

    /// <summary>Around every point an invisible disc, whose tooltip has the point's values.</summary>
    private void AddHints(LineSeries line)
    {
        foreach (var point in line.Points.Where(point => point.IsDefined()).Select(point => line.Transform(point)))
            hints.Add(new XElement(
                Svg + "circle",
                new XAttribute("cx", Math.Round(point.X, 2)), new XAttribute("cy", Math.Round(point.Y, 2)), new XAttribute("r", 6),
                new XAttribute("fill", "none"), new XAttribute("pointer-events", "all"),
                new XElement(Svg + "title", line.GetNearestPoint(point, interpolate: false).Text)));
    }

    private sealed class Canvas(Stream content, double width, double height) : SvgRenderContext(
        content, width, height, isDocument: false, new PdfRenderContext(width, height, OxyColors.White), OxyColors.White)
    {
        // OxyPlot measures texts in points of Arial, and cuts a legend off that is wider: pixels are more, and other fonts wider.
        private const double PixelsPerPoint = 96.0 / 72, WiderFonts = 1.15;

        public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
        {
            var size = base.MeasureText(text, fontFamily, fontSize, fontWeight);
            return new OxySize(size.Width * PixelsPerPoint * WiderFonts, size.Height * PixelsPerPoint);
        }
    }
}
