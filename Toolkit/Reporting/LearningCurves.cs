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
        page.AddTitle();
        const double whole = Width - 2.0 * Edge, half = whole / 2;
        if (epochs)
        {
            page.Add(CurvePanels.LossPerEpoch(data), new(Edge, TitleHeight, half, PanelHeight));
            page.Add(CurvePanels.MetricPerEpoch(data), new(Edge + half, TitleHeight, half, PanelHeight));
        }
        if (steps) page.Add(CurvePanels.LossPerStep(data), new(Edge, TitleHeight + (epochs ? PanelHeight : 0), whole, PanelHeight));
        return page.ToDocument(Description(data));
    }

    /// <summary>
    /// The same curves, and the learning rate, each as an SVG element of its own for an HTML page. Their colours are CSS variables, such as
    /// <c>--curve-blue</c> (<see cref="CurveFigure.Colours"/>), which a page sets for its light and dark looks.
    /// </summary>
    /// <param name="data">The numbers; values that are not finite leave a gap.</param>
    /// <returns>Loss, accuracy and rate per epoch, and loss per step, as far as there are numbers; the same for the same numbers.</returns>
    public static IReadOnlyList<CurveFigure> ToFigures(LearningCurveData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        List<CurvePanel?> panels = [];
        if (data.Epochs.Count > 0) panels.AddRange(CurvePanels.LossPerEpoch(data), CurvePanels.MetricPerEpoch(data));
        if (data.IterationLosses.Count > 0) panels.Add(CurvePanels.LossPerStep(data));
        if (data.Epochs.Count > 0) panels.Add(CurvePanels.RatePerEpoch(data));
        return [.. panels.OfType<CurvePanel>().Select(CurveFigure.Draw)];
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
        AtomicFile.WriteText(path, svg);
    }

    private static string Description(LearningCurveData data)
    {
        var best = data.BestEpoch is { } epoch ? $", of which number {epoch} is the best" : "";
        return $"Loss and accuracy of {data.Epochs.Count} epochs{best}, and the loss of {data.IterationLosses.Count} training steps.";
    }
}
