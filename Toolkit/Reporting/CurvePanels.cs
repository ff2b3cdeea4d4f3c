using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Toolkit.Training;

namespace Toolkit.Reporting;

/// <summary>The plots of a training, each by itself.</summary>
internal static class CurvePanels
{
    /// <summary>In pixels.</summary>
    private const int WidestPlot = 1040;

    public static CurvePanel LossPerEpoch(LearningCurveData data) => new("Loss per epoch",
        PerEpoch(data, CurvePlot.LossAxis, epoch => epoch.TrainLoss, epoch => epoch.ValidationLoss, "0.####", bestAbove: true));

    public static CurvePanel MetricPerEpoch(LearningCurveData data)
    {
        var (name, format) = (data.Metric.Name(), CurvePlot.FormatOf(data.Metric));
        return new($"{(data.Metric == TrainingMetric.Accuracy ? "Accuracy" : name)} per epoch", PerEpoch(
            data, values => CurvePlot.MetricAxis(values, name, format), epoch => epoch.TrainAccuracy, epoch => epoch.ValidationAccuracy, format, bestAbove: false));
    }

    private static PlotModel PerEpoch(
        LearningCurveData data, Func<IEnumerable<double>, LinearAxis> vertical, Func<EpochPoint, double> train, Func<EpochPoint, double?> validation,
        string format, bool bestAbove)
    {
        var count = data.Epochs.Count;
        var values = data.Epochs.SelectMany(epoch => new[] { train(epoch), validation(epoch) ?? double.NaN });
        var plot = CurvePlot.Create("epoch", count, vertical(values), PhaseBand.Of(data.Epochs, perEpoch: 1));
        plot.Series.Add(PerEpochLine("training", CurvePlot.Blue, MarkerType.Circle, data.Epochs.Select(train), format));
        if (data.Epochs.Any(epoch => validation(epoch) is not null))
        {
            plot.Series.Add(PerEpochLine(
                "validation", CurvePlot.Orange, MarkerType.Diamond, data.Epochs.Select(epoch => validation(epoch) ?? double.NaN), format));
        }
        if (data.BestEpoch is { } best && best >= 1 && best <= count) plot.Annotations.Add(CurvePlot.Best(best, count, bestAbove));
        return plot;
    }

    private static LineSeries PerEpochLine(string name, OxyColor colour, MarkerType marker, IEnumerable<double> values, string format)
    {
        var line = CurvePlot.Line(name, colour, values);
        (line.MarkerType, line.MarkerSize) = (marker, line.Points.Count > 60 ? 2 : 3.5);
        line.TrackerFormatString = $"{{0}}, {{1}} {{2}}: {{4:{format}}}";
        return line;
    }

    /// <summary>The rate at the end of every epoch; null where it is not known.</summary>
    public static CurvePanel? RatePerEpoch(LearningCurveData data)
    {
        double[] rates = [.. data.Epochs.Select(epoch => epoch.LearningRate ?? double.NaN)];
        if (!rates.Any(rate => rate > 0 && double.IsFinite(rate))) return null;
        var count = data.Epochs.Count;
        var plot = CurvePlot.Create("epoch", count, CurvePlot.RateAxis(rates), PhaseBand.Of(data.Epochs, perEpoch: 1));
        // A logarithm of 0 has no place in the picture.
        plot.Series.Add(PerEpochLine("learning rate", CurvePlot.Blue, MarkerType.Circle, rates.Select(rate => rate > 0 ? rate : double.NaN), "0.###E+0"));
        return new("Learning rate per epoch", plot);
    }

    public static CurvePanel LossPerStep(LearningCurveData data)
    {
        var losses = data.IterationLosses;
        var perEpoch = data.IterationsPerEpoch ?? (double)losses.Count / Math.Max(1, data.Epochs.Count);
        var plot = CurvePlot.Create("training step", losses.Count, CurvePlot.LossAxis(losses), PhaseBand.Of(data.Epochs, perEpoch));
        var each = CurvePlot.Line("each step", CurvePlot.PaleBlue, losses, thickness: 1);
        // Several steps a pixel look the same with the lowest and the highest of them alone, and rounded to whole pixels.
        if (losses.Count > 2 * WidestPlot) each.Decimator = Decimator.Decimate;
        plot.Series.Add(each);
        plot.Series.Add(CurvePlot.Line("smoothed", CurvePlot.Blue, Smoothed(losses)));
        return new("Training loss per step", plot);
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
