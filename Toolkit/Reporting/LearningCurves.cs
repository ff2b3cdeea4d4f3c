using System.Globalization;
using System.Xml.Linq;

namespace Toolkit.Reporting;

/// <summary>
/// Draws how a training went as one SVG file that opens in any browser: loss and accuracy per epoch, and the loss per
/// step, with the phases shaded. The values appear when the mouse rests on a point.
/// </summary>
public static class LearningCurves
{
    private const int Width = 1040, Height = 780, Edge = 16, TitleHeight = 48, PanelHeight = 350;

    private const string TrainColour = "#2f6fb7", ValidationColour = "#d9682b", PaleColour = "#9db8d6";

    private static readonly string[] PhaseColours = ["#eef3fa", "#fdf4ea", "#eef7ee", "#f6eff8"];

    private const string Style = """
        text { font-family: system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: #333 }
        .title { font-size: 20px; font-weight: 600 } .heading { font-size: 14px; font-weight: 600 }
        .tick { font-size: 11px; fill: #555 } .name { font-size: 12px; fill: #555 } .legend { font-size: 12px }
        .phase { font-size: 11px; fill: #888 } .grid { stroke: #d5d9de; stroke-width: 0.7 } .axis { stroke: #777 }
        .best { font-size: 11px; fill: #3c8450 } .mark { stroke: #4a9c5d; stroke-width: 1.5; stroke-dasharray: 4 3 }
        """;

    /// <summary>Draws the curves.</summary>
    /// <param name="data">The numbers; values that are not finite leave a gap.</param>
    /// <returns>A whole SVG document.</returns>
    /// <exception cref="ArgumentException">There is neither an epoch nor a step.</exception>
    public static string ToSvg(LearningCurveData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Epochs.Count == 0 && data.IterationLosses.Count == 0)
            throw new ArgumentException("There is nothing to draw: neither an epoch nor a training step.", nameof(data));
        var svg = Chart.Element(
            "svg", ("width", Width), ("height", Height), ("viewBox", $"0 0 {Width} {Height}"), ("role", "img"));
        svg.Add(new XElement(Chart.Svg + "style", Style),
            Chart.Element("rect", ("width", "100%"), ("height", "100%"), ("fill", "#ffffff")));
        svg.Add(Chart.Text(Edge + 8, 34, data.Title, "start", "title"));
        svg.Add(Panels(data));
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{svg}\n";
    }

    /// <summary>Draws the curves into a file, which is replaced only when the new one is complete.</summary>
    /// <param name="path">Path of the SVG file; its folder is made where it is missing.</param>
    /// <param name="data">The numbers.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <inheritdoc cref="ToSvg"/>
    public static void Save(string path, LearningCurveData data)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var svg = ToSvg(data);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var unfinished = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(unfinished, svg);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static IEnumerable<XElement> Panels(LearningCurveData data)
    {
        const double half = (Width - 2.0 * Edge) / 2;
        if (data.Epochs.Count > 0)
        {
            yield return PerEpoch(data, "Loss per epoch", "loss", epoch => epoch.TrainLoss, epoch => epoch.ValidationLoss, LossAxis)
                .Draw(Edge, TitleHeight, half, PanelHeight);
            yield return PerEpoch(data, "Accuracy per epoch", "accuracy", epoch => epoch.TrainAccuracy,
                epoch => epoch.ValidationAccuracy, AccuracyAxis)
                .Draw(Edge + half, TitleHeight, half, PanelHeight);
        }
        if (data.IterationLosses.Count > 0)
            yield return PerIteration(data).Draw(Edge, TitleHeight + PanelHeight, 2 * half, PanelHeight);
    }

    private static Chart PerEpoch(
        LearningCurveData data, string title, string name, Func<EpochPoint, double> train, Func<EpochPoint, double?> validation,
        Func<string, IEnumerable<double>, Axis> vertical)
    {
        var count = data.Epochs.Count;
        Series Line(string of, string colour, Func<EpochPoint, double> value) =>
            new(of, colour, [.. data.Epochs.Select((epoch, i) => (i + 1.0, value(epoch)))], Dots: true);
        var lines = new List<Series> { Line("training", TrainColour, train) };
        if (data.Epochs.Any(epoch => validation(epoch) is not null))
            lines.Add(Line("validation", ValidationColour, epoch => validation(epoch) ?? double.NaN));
        var horizontal = new Axis("epoch", NiceTicks.Whole(1, count, 10), Plain, 0.5, count + 0.5);
        var values = lines.SelectMany(line => line.Points).Select(point => point.Y);
        return new Chart(title, horizontal, vertical(name, values), lines, Bands(data, perEpoch: 1))
        {
            Mark = data.BestEpoch is { } best && best >= 1 && best <= count ? (best, $"best epoch: {best}") : null,
        };
    }

    private static Chart PerIteration(LearningCurveData data)
    {
        var count = data.IterationLosses.Count;
        var points = data.IterationLosses.Select((loss, i) => (X: i + 1.0, Y: loss)).ToArray();
        Series[] lines = [new("each step", PaleColour, Thinned(points), Width: 1), new("smoothed", TrainColour, Thinned(Smoothed(points)))];
        var horizontal = new Axis("training step", NiceTicks.Whole(1, count, 12), Plain, 0.5, count + 0.5);
        var perEpoch = data.IterationsPerEpoch ?? (double)count / Math.Max(1, data.Epochs.Count);
        return new Chart("Training loss per step", horizontal, LossAxis("loss", data.IterationLosses), lines, Bands(data, perEpoch));
    }

    /// <summary>One band for each run of epochs that belong to the same phase; each phase has its own colour.</summary>
    private static List<Band> Bands(LearningCurveData data, double perEpoch)
    {
        const double start = 0.5;
        var bands = new List<Band>();
        string[] phases = [.. data.Epochs.Select(epoch => epoch.Phase).Distinct()];
        for (var first = 0; first < data.Epochs.Count;)
        {
            var phase = data.Epochs[first].Phase;
            var count = data.Epochs.Skip(first).TakeWhile(epoch => epoch.Phase == phase).Count();
            var colour = PhaseColours[Array.IndexOf(phases, phase) % PhaseColours.Length];
            if (phase.Length > 0) bands.Add(new(phase, start + first * perEpoch, start + (first + count) * perEpoch, colour));
            first += count;
        }
        return bands;
    }

    /// <summary>From 0 up.</summary>
    private static Axis LossAxis(string name, IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        var high = finite.Length == 0 ? 1 : finite.Max();
        var low = finite.Length == 0 ? 0 : Math.Min(0, finite.Min());
        var ticks = NiceTicks.Around(low, high > low ? high : low + 1, 6);
        return new Axis(name, ticks, Plain);
    }

    private static Axis AccuracyAxis(string name, IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        double low = finite.Length == 0 ? 0 : finite.Min(), high = finite.Length == 0 ? 1 : finite.Max();
        var ticks = NiceTicks.Around(low, high, 6, smallestStep: 0.001).Where(tick => tick is >= 0 and <= 1).ToArray();
        if (ticks.Length < 2) ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
        return new Axis(name, ticks, value => Plain(value * 100) + " %");
    }

    private static string Plain(double value) => Math.Round(value, 6).ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>A moving average that forgets with the length of a fiftieth of the training, without a pull to 0 at its start.</summary>
    private static (double X, double Y)[] Smoothed((double X, double Y)[] points)
    {
        var keep = 1 - 1 / Math.Max(3.0, points.Length / 50.0);
        double sum = 0, weight = 0;
        return [.. points.Select(point =>
        {
            if (double.IsFinite(point.Y)) (sum, weight) = (sum * keep + point.Y, weight * keep + 1);
            return (point.X, weight > 0 ? sum / weight : double.NaN);
        })];
    }

    /// <summary>Of very many points, the lowest and the highest of each group, which look the same.</summary>
    private static IReadOnlyList<(double X, double Y)> Thinned((double X, double Y)[] points)
    {
        const int groups = 1000;
        if (points.Length <= 2 * groups) return points;
        return [.. points
            .Chunk((points.Length + groups - 1) / groups)
            .SelectMany(group => new[] { group.MinBy(point => point.Y), group.MaxBy(point => point.Y) }
                .Distinct().OrderBy(point => point.X))];
    }
}
