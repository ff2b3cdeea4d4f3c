using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Toolkit.Samples.Classics;

/// <summary>Draws a number of every block of a network, from input to output.</summary>
internal static class Plot
{
    private const int Width = 760, Height = 420;

    /// <summary>Draws an SVG file, and says where it is.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="vertical">What the numbers are.</param>
    /// <param name="isLogarithmic">Whether they are drawn by their powers of ten; those that are not above 0 leave a gap.</param>
    /// <param name="lines">Each line's name and numbers.</param>
    public static void Save(string path, string title, string vertical, bool isLogarithmic, params (string Name, IReadOnlyList<double> Values)[] lines)
    {
        var plot = new PlotModel { Title = title, Culture = CultureInfo.InvariantCulture, DefaultFont = "Arial, Helvetica, sans-serif" };
        plot.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = "block", MinimumMajorStep = 1 });
        plot.Axes.Add(isLogarithmic
            ? new LogarithmicAxis { Position = AxisPosition.Left, Title = vertical, StringFormat = "0.#E+0" }
            : new LinearAxis { Position = AxisPosition.Left, Title = vertical, Minimum = 0 });
        plot.Legends.Add(new Legend { LegendPosition = LegendPosition.BottomRight });
        foreach (var (name, values) in lines)
        {
            var line = new LineSeries { Title = name, MarkerType = MarkerType.Circle };
            line.Points.AddRange(values.Select((value, block) => new DataPoint(block + 1, value)));
            plot.Series.Add(line);
        }

        using (var file = File.Create(path)) new SvgExporter { Width = Width, Height = Height }.Export(plot, file);
        Console.WriteLine($"plot: {path}");
    }
}
