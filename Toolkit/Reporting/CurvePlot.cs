using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using Toolkit.Training;

namespace Toolkit.Reporting;

/// <summary>The look that all plots of a training share: axes, lines, legend, the mark of the best epoch.</summary>
internal static class CurvePlot
{
    public const string Font = "Arial, Helvetica, sans-serif";

    /// <summary>Room above and below the values, as a share of their range.</summary>
    private const double Padding = 0.05;

    // Okabe and Ito's colours, which people with any kind of colour blindness can tell apart; the green is darker, for its text.
    public static readonly OxyColor
        Blue = OxyColor.FromRgb(0, 114, 178), PaleBlue = OxyColor.FromRgb(158, 196, 226), Orange = OxyColor.FromRgb(213, 94, 0),
        Green = OxyColor.FromRgb(0, 128, 92), Ink = OxyColor.FromRgb(51, 51, 51),
        Grey = OxyColor.FromRgb(102, 102, 102), Pale = OxyColor.FromRgb(213, 217, 222);

    /// <summary>An empty plot over the epochs or steps 1 to <paramref name="count"/>.</summary>
    public static PlotModel Create(string horizontal, int count, Axis vertical, IEnumerable<PhaseBand> phases)
    {
        var plot = new PlotModel
        {
            Culture = CultureInfo.InvariantCulture,
            DefaultFont = Font,
            TextColor = Grey,
            PlotMargins = new OxyThickness(78, double.NaN, 14, 44),
            PlotAreaBorderThickness = new OxyThickness(1, 0, 0, 1),
            PlotAreaBorderColor = Grey,
        };
        foreach (var phase in phases) plot.Annotations.Add(phase);
        plot.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Bottom,
            Title = horizontal,
            Minimum = 0.5,
            Maximum = count + 0.5,
            MinimumMajorStep = 1,
            MinorTickSize = 0,
            TicklineColor = Grey,
        });
        plot.Axes.Add(vertical);
        plot.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.TopRight,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendMargin = 0,
            LegendSymbolLength = 24,
            LegendTextColor = Ink,
        });
        return plot;
    }

    /// <summary>From 0 up.</summary>
    /// <param name="values">What will be drawn; values that are not finite do not count.</param>
    public static LinearAxis LossAxis(IEnumerable<double> values)
    {
        double[] shown = [.. values.Where(double.IsFinite), 0];
        var (low, high) = (shown.Min(), shown.Max());
        return Vertical("loss", low, high > low ? high + Padding * (high - low) : low + 1);
    }

    /// <summary>How values of a metric are written: R², which may be below 0, as it is, others as percentages.</summary>
    public static string FormatOf(TrainingMetric metric) => metric == TrainingMetric.RSquared ? "0.###" : "0.## %";

    /// <summary>Numbers around the values.</summary>
    /// <param name="values">What will be drawn; values that are not finite do not count.</param>
    /// <param name="name">What they are.</param>
    /// <param name="format">How they are written.</param>
    public static LinearAxis MetricAxis(IEnumerable<double> values, string name, string format)
    {
        const double least = 0.01;
        double[] shown = [.. values.Where(double.IsFinite).DefaultIfEmpty(1)];
        var high = Math.Max(shown.Max(), least);
        var low = Math.Min(shown.Min(), high - least);
        var axis = Vertical(name, low - Padding * (high - low), high + Padding * (high - low));
        axis.StringFormat = format;
        return axis;
    }

    /// <summary>Powers of ten around the values, since rates are lowered by factors.</summary>
    /// <param name="values">At least one above 0; others do not count.</param>
    public static LogarithmicAxis RateAxis(IEnumerable<double> values)
    {
        double[] shown = [.. values.Where(value => value > 0 && double.IsFinite(value))];
        var axis = Vertical(new LogarithmicAxis(), "learning rate", shown.Min() / 2, shown.Max() * 2);
        axis.StringFormat = "0.#E+0";
        return axis;
    }

    /// <summary>A line; points that are not finite interrupt it.</summary>
    public static LineSeries Line(string name, OxyColor colour, IEnumerable<double> values, double thickness = 2)
    {
        var line = new LineSeries { Title = name, Color = colour, StrokeThickness = thickness, LineJoin = LineJoin.Round };
        line.Points.AddRange(values.Select((value, i) => new DataPoint(i + 1, double.IsFinite(value) ? value : double.NaN)));
        return line;
    }

    /// <summary>Marks an epoch by a vertical line.</summary>
    /// <param name="epoch">Which.</param>
    /// <param name="count">Of how many.</param>
    /// <param name="above">Whether the line's name is at its upper end.</param>
    public static LineAnnotation Best(int epoch, int count, bool above) => new()
    {
        Type = LineAnnotationType.Vertical,
        X = epoch,
        Color = Green,
        StrokeThickness = 1.5,
        LineStyle = LineStyle.Dash,
        Text = "best",
        TextColor = Green,
        TextOrientation = AnnotationTextOrientation.Horizontal,
        TextLinePosition = above ? 1 : 0,
        // Towards the middle, where there is always room.
        TextHorizontalAlignment = 2 * epoch > count ? HorizontalAlignment.Right : HorizontalAlignment.Left,
        TextVerticalAlignment = above ? VerticalAlignment.Top : VerticalAlignment.Bottom,
        TextMargin = 4,
        TextPadding = 4,
    };

    private static LinearAxis Vertical(string name, double minimum, double maximum) => Vertical(new LinearAxis(), name, minimum, maximum);

    private static T Vertical<T>(T axis, string name, double minimum, double maximum) where T : Axis
    {
        (axis.Position, axis.Title) = (AxisPosition.Left, name);
        (axis.Minimum, axis.Maximum, axis.MaximumMargin) = (minimum, maximum, PhaseBand.NameHeight);
        (axis.AxisTitleDistance, axis.IntervalLength) = (8, 40);
        (axis.MajorGridlineStyle, axis.MajorGridlineColor, axis.TickStyle) = (LineStyle.Solid, Pale, TickStyle.None);
        return axis;
    }
}
