using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using Toolkit.Files;
using Toolkit.Training;

namespace Toolkit.Reporting;

/// <summary>Draws what <see cref="LearningRateFinder"/> found as an SVG file: the loss over the learning rate, and the rates that follow.</summary>
public static class LearningRatePlot
{
    private const int Width = 760, Height = 420, Edge = 16, TitleHeight = 48;

    /// <summary>Draws the curve.</summary>
    /// <returns>A whole SVG document, the same for the same numbers.</returns>
    /// <exception cref="ArgumentException">The curve has no points.</exception>
    public static string ToSvg(LearningRateCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        if (curve.Points.Count == 0) throw new ArgumentException("There is nothing to draw: the loss was not finite in the first step.", nameof(curve));
        using var page = new SvgPage(Width, Height, "Learning rates");
        page.AddTitle();
        page.Add(new("Loss while the rate rises", Plot(curve)), new(Edge, TitleHeight, Width - 2 * Edge, Height - TitleHeight - Edge));
        return page.ToDocument(Description(curve));
    }

    /// <summary>Draws the curve into a file, which is replaced only when the new one is complete.</summary>
    /// <param name="path">Path of the SVG file, in a folder that exists.</param>
    /// <param name="curve">The curve.</param>
    /// <exception cref="ArgumentException">The curve has no points.</exception>
    /// <exception cref="UnwritableFileException">The file cannot be written; the old one is unchanged.</exception>
    public static void Save(string path, LearningRateCurve curve)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var svg = ToSvg(curve);
        AtomicFile.WriteText(path, svg);
    }

    private static PlotModel Plot(LearningRateCurve curve)
    {
        var points = curve.Points;
        // Single batches may be far above the mean at the end; the mean says how high the picture has to be.
        var plot = CurvePlot.Create("learning rate", points.Count, CurvePlot.LossAxis(points.Select(point => point.SmoothedLoss)), []);
        plot.Axes[0] = new LogarithmicAxis
        {
            Position = AxisPosition.Bottom,
            Title = "learning rate",
            Minimum = points[0].LearningRate,
            Maximum = Math.Max(points[^1].LearningRate, 10 * points[0].LearningRate),
            TicklineColor = CurvePlot.Grey,
        };
        plot.Series.Add(Line("each step", CurvePlot.PaleBlue, points, point => point.Loss, 1));
        plot.Series.Add(Line("smoothed", CurvePlot.Blue, points, point => point.SmoothedLoss, 2));
        if (curve.Steepest is { } steepest) plot.Annotations.Add(Mark("steepest", steepest, CurvePlot.Orange, VerticalAlignment.Top));
        if (curve.TenthOfMinimum is { } tenth) plot.Annotations.Add(Mark("minimum / 10", tenth, CurvePlot.Green, VerticalAlignment.Bottom));
        return plot;
    }

    private static LineSeries Line(
        string name, OxyColor colour, IReadOnlyList<LearningRatePoint> points, Func<LearningRatePoint, double> value, double thickness)
    {
        var line = new LineSeries { Title = name, Color = colour, StrokeThickness = thickness, LineJoin = LineJoin.Round };
        line.Points.AddRange(points.Select(point => new DataPoint(point.LearningRate, value(point))));
        return line;
    }

    private static LineAnnotation Mark(string name, double rate, OxyColor colour, VerticalAlignment place) => new()
    {
        Type = LineAnnotationType.Vertical,
        X = rate,
        Color = colour,
        LineStyle = LineStyle.Dash,
        Text = string.Create(CultureInfo.InvariantCulture, $"{name}: {rate:0.#e-0}"),
        TextColor = colour,
        TextOrientation = AnnotationTextOrientation.Horizontal,
        TextLinePosition = place == VerticalAlignment.Top ? 1 : 0,
        TextVerticalAlignment = place,
        TextMargin = 4,
    };

    private static string Description(LearningRateCurve curve)
    {
        var culture = CultureInfo.InvariantCulture;
        var found = curve is { Steepest: { } steepest, TenthOfMinimum: { } tenth }
            ? string.Create(culture, $" It falls fastest at {steepest:0.##e-0}; a tenth of the rate of its minimum is {tenth:0.##e-0}.")
            : "";
        return string.Create(
            culture,
            $"The loss of {curve.Points.Count} training steps while the learning rate rises from {curve.Points[0].LearningRate:0.##e-0} to {curve.Points[^1].LearningRate:0.##e-0}.{found}");
    }
}
