using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Toolkit.Samples.Classics;

/// <summary>Draws a number of every block of a network, from input to output.</summary>
internal static class Plot
{
    private const int Width = 760, Height = 420;

    /// <summary>Room around the lines, for their names, as a share of the axis.</summary>
    private const double Padding = 0.08;

    // Of Okabe and Ito's colours, which people with any kind of colour blindness can tell apart.
    private static readonly OxyColor[] Colours = [OxyColor.FromRgb(0, 114, 178), OxyColor.FromRgb(213, 94, 0)];

    /// <summary>Draws an SVG file, and says where it is.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="vertical">What the numbers are.</param>
    /// <param name="isLogarithmic">Whether they are drawn by their powers of ten; those that are not above 0 leave a gap.</param>
    /// <param name="lines">One or two, each with its name and its numbers.</param>
    public static void Save(string path, string title, string vertical, bool isLogarithmic, params (string Name, IReadOnlyList<double> Values)[] lines)
    {
        var plot = new PlotModel
        {
            Title = title,
            Culture = CultureInfo.InvariantCulture,
            DefaultFont = "Arial, Helvetica, sans-serif",
            PlotMargins = new OxyThickness(72, double.NaN, 14, 44),
        };
        plot.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Bottom,
            Title = "block",
            MinimumMajorStep = 1,
            MinorTickSize = 0,
            MinimumPadding = Padding / 4,
        });
        plot.Axes.Add(isLogarithmic
            ? new LogarithmicAxis { StringFormat = "0.#E+0", MinimumPadding = Padding, MaximumPadding = Padding }
            : new LinearAxis { Minimum = 0, MaximumPadding = Padding });
        (plot.Axes[1].Position, plot.Axes[1].Title) = (AxisPosition.Left, vertical);
        foreach (var ((name, values), colour) in lines.Zip(Colours)) Add(plot, name, values, colour);

        using (var file = File.Create(path)) new SvgExporter { Width = Width, Height = Height }.Export(plot, file);
        Console.WriteLine($"plot: {path}");
    }

    /// <summary>A line with its name at its beginning: OxyPlot's legends cut names off in SVG, whose texts it cannot measure.</summary>
    private static void Add(PlotModel plot, string name, IReadOnlyList<double> values, OxyColor colour)
    {
        var line = new LineSeries { Color = colour, MarkerType = MarkerType.Circle };
        line.Points.AddRange(values.Select((value, block) => new DataPoint(block + 1, value)));
        plot.Series.Add(line);
        plot.Annotations.Add(new TextAnnotation
        {
            Text = name,
            TextPosition = line.Points[0],
            Offset = new ScreenVector(0, -8),
            TextColor = colour,
            TextHorizontalAlignment = HorizontalAlignment.Left,
            TextVerticalAlignment = VerticalAlignment.Bottom,
            Stroke = OxyColors.Transparent,
        });
    }
}
