using System.Globalization;
using System.Xml.Linq;
using Toolkit.Estimators.Evaluation;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>
/// Accuracy over confidence (Guo et al. 2017): a bar for each range of confidence, its distance from the diagonal hatched, and the diagonal
/// itself, on which a perfectly calibrated model lies.
/// </summary>
internal static class ReliabilityDiagram
{
    private const double Side = 280, Left = 70, Top = 12, Width = Left + Side + 28, Height = Top + Side + 52;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static XElement Of(Calibration calibration)
    {
        var used = calibration.Bins.Where(bin => bin.Images > 0).ToList();
        return new XElement(Svg + "svg",
            Set("class", "reliability"), Set("viewBox", $"0 0 {Text(Width)} {Text(Height)}"), Set("role", "img"),
            new XElement(Svg + "title", "Reliability diagram"),
            new XElement(Svg + "desc", $"Accuracy over confidence in {used.Count} ranges; the expected calibration error is "
                + $"{ReportText.Percent(calibration.ExpectedError)}."),
            Hatching(),
            used.SelectMany(Bar),
            Line(X(0), Y(0), X(1), Y(1), "diagonal"),
            Line(X(0), Y(0), X(1), Y(0), "axis"), Line(X(0), Y(0), X(0), Y(1), "axis"),
            Enumerable.Range(0, 6).Select(i => i / 5.0).SelectMany(Ticks),
            Label(X(0.5), Top + Side + 44, "middle", "confidence"),
            Vertical(14, Y(0.5), "accuracy"));
    }

    private static XElement Hatching() => new(Svg + "defs", new XElement(Svg + "pattern",
        Set("id", "gap"), Set("width", "6"), Set("height", "6"), Set("patternUnits", "userSpaceOnUse"), Set("patternTransform", "rotate(45)"),
        Line(0, 0, 0, 6, "hatch")));

    private static IEnumerable<XElement> Bar(CalibrationBin bin)
    {
        var (left, width) = (X(bin.Low), (bin.High - bin.Low) * Side);
        var gap = Rectangle(left, Y(Math.Max(bin.Accuracy, bin.Confidence)), width, Math.Abs(bin.Accuracy - bin.Confidence) * Side, "gap");
        gap.Add(new XElement(Svg + "title",
            $"{ReportText.Count(bin.Images)} images: {ReportText.Percent(bin.Confidence)} sure, {ReportText.Percent(bin.Accuracy)} right"));
        return [Rectangle(left, Y(bin.Accuracy), width, bin.Accuracy * Side, "accuracy"), gap];
    }

    private static IEnumerable<XElement> Ticks(double share)
    {
        var text = (share * 100).ToString("F0", CultureInfo.InvariantCulture) + " %";
        return [Label(X(share), Top + Side + 20, "middle", text), Label(Left - 8, Y(share) + 4, "end", text)];
    }

    private static double X(double share) => Left + share * Side;

    private static double Y(double share) => Top + (1 - share) * Side;

    private static XElement Rectangle(double x, double y, double width, double height, string look) => new(Svg + "rect",
        Set("x", Text(x)), Set("y", Text(y)), Set("width", Text(width)), Set("height", Text(height)), Set("class", look));

    private static XElement Line(double x1, double y1, double x2, double y2, string look) => new(Svg + "line",
        Set("x1", Text(x1)), Set("y1", Text(y1)), Set("x2", Text(x2)), Set("y2", Text(y2)), Set("class", look));

    private static XElement Label(double x, double y, string anchor, string text) =>
        new(Svg + "text", Set("x", Text(x)), Set("y", Text(y)), Set("text-anchor", anchor), text);

    private static XElement Vertical(double x, double y, string text)
    {
        var label = Label(0, 0, "middle", text);
        label.Add(Set("transform", $"translate({Text(x)} {Text(y)}) rotate(-90)"));
        return label;
    }

    private static XAttribute Set(string name, string value) => new(name, value);

    private static string Text(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);
}
