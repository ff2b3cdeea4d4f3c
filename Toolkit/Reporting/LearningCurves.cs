using System.Text;
using OxyPlot;
using OxyPlot.Axes;
using Toolkit.Files;

namespace Toolkit.Reporting;

/// <summary>
/// Draws how a training went as one SVG file that opens in any browser: loss and accuracy per epoch, and the loss per
/// step, with the phases shaded. The values appear when the mouse rests on a point.
/// </summary>
public static class LearningCurves
{
    private const int Width = 1040, Edge = 16, TitleHeight = 48, PanelHeight = 350;

    /// <summary>Draws the curves.</summary>
    /// <param name="data">The numbers; values that are not finite leave a gap.</param>
    /// <returns>A whole SVG document, the same for the same numbers.</returns>
    /// <exception cref="ArgumentException">There is neither an epoch nor a step.</exception>
    public static string ToSvg(LearningCurveData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        bool epochs = data.Epochs.Count > 0, steps = data.IterationLosses.Count > 0;
        if (!epochs && !steps) throw new ArgumentException("There is nothing to draw: neither an epoch nor a training step.", nameof(data));
        using var page = new SvgPage(Width, TitleHeight + (epochs && steps ? 2 : 1) * PanelHeight + Edge, data.Title);
        const double whole = Width - 2.0 * Edge, half = whole / 2;
        if (epochs)
        {
            page.Add("Loss per epoch", LossPerEpoch(data), new(Edge, TitleHeight, half, PanelHeight));
            page.Add("Accuracy per epoch", AccuracyPerEpoch(data), new(Edge + half, TitleHeight, half, PanelHeight));
        }
        if (steps) page.Add("Training loss per step", LossPerStep(data), new(Edge, TitleHeight + (epochs ? PanelHeight : 0), whole, PanelHeight));
        return page.Complete(Description(data));
    }

    /// <summary>Draws the curves into a file, which is replaced only when the new one is complete.</summary>
    /// <param name="path">Path of the SVG file; its folder is made where it is missing.</param>
    /// <param name="data">The numbers.</param>
    /// <exception cref="UnwritableFileException">The file cannot be written; the old one is unchanged.</exception>
    /// <inheritdoc cref="ToSvg"/>
    public static void Save(string path, LearningCurveData data)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var svg = ToSvg(data);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(svg)));
    }

    private static PlotModel LossPerEpoch(LearningCurveData data) =>
        PerEpoch(data, CurvePlot.LossAxis, epoch => epoch.TrainLoss, epoch => epoch.ValidationLoss, "0.####", bestAbove: true);

    private static PlotModel AccuracyPerEpoch(LearningCurveData data) =>
        PerEpoch(data, CurvePlot.AccuracyAxis, epoch => epoch.TrainAccuracy, epoch => epoch.ValidationAccuracy, "0.## %", bestAbove: false);

    private static PlotModel PerEpoch(
        LearningCurveData data, Func<IEnumerable<double>, LinearAxis> vertical, Func<EpochPoint, double> train, Func<EpochPoint, double?> validation,
        string format, bool bestAbove)
    {
        var count = data.Epochs.Count;
        var values = data.Epochs.SelectMany(epoch => new[] { train(epoch), validation(epoch) ?? double.NaN });
        var plot = CurvePlot.Create("epoch", count, vertical(values), PhaseBand.Of(data.Epochs, perEpoch: 1));
        AddLine("training", CurvePlot.Blue, MarkerType.Circle, train);
        if (data.Epochs.Any(epoch => validation(epoch) is not null))
            AddLine("validation", CurvePlot.Orange, MarkerType.Diamond, epoch => validation(epoch) ?? double.NaN);
        if (data.BestEpoch is { } best && best >= 1 && best <= count) plot.Annotations.Add(CurvePlot.Best(best, count, bestAbove));
        return plot;

        void AddLine(string name, OxyColor colour, MarkerType marker, Func<EpochPoint, double> value)
        {
            var line = CurvePlot.Line(name, colour, data.Epochs.Select(value));
            (line.MarkerType, line.MarkerSize) = (marker, count > 60 ? 2 : 3.5);
            line.TrackerFormatString = $"{{0}}, {{1}} {{2}}: {{4:{format}}}";
            plot.Series.Add(line);
        }
    }

    private static PlotModel LossPerStep(LearningCurveData data)
    {
        var losses = data.IterationLosses;
        var perEpoch = data.IterationsPerEpoch ?? (double)losses.Count / Math.Max(1, data.Epochs.Count);
        var plot = CurvePlot.Create("training step", losses.Count, CurvePlot.LossAxis(losses), PhaseBand.Of(data.Epochs, perEpoch));
        var each = CurvePlot.Line("each step", CurvePlot.PaleBlue, losses, thickness: 1);
        // Several steps a pixel look the same with the lowest and the highest of them alone, and rounded to whole pixels.
        if (losses.Count > 2 * Width) each.Decimator = Decimator.Decimate;
        plot.Series.Add(each);
        plot.Series.Add(CurvePlot.Line("smoothed", CurvePlot.Blue, Smoothed(losses)));
        return plot;
    }

    private static string Description(LearningCurveData data)
    {
        var best = data.BestEpoch is { } epoch ? $", of which number {epoch} is the best" : "";
        return $"Loss and accuracy of {data.Epochs.Count} epochs{best}, and the loss of {data.IterationLosses.Count} training steps.";
    }

    /// <summary>A moving average that forgets with the length of a fiftieth of the training, without a pull to 0 at its start.</summary>
    private static IEnumerable<double> Smoothed(IReadOnlyList<double> losses)
    {
        var keep = 1 - 1 / Math.Max(3.0, losses.Count / 50.0);
        double sum = 0, weight = 0;
        foreach (var loss in losses)
        {
            if (double.IsFinite(loss)) (sum, weight) = (sum * keep + loss, weight * keep + 1);
            yield return weight > 0 ? sum / weight : double.NaN;
        }
    }
}
