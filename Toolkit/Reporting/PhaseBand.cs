using OxyPlot;
using OxyPlot.Annotations;

namespace Toolkit.Reporting;

/// <summary>The shaded range of a phase, with its name in a strip above the curves where there is room for it.</summary>
internal sealed class PhaseBand : RectangleAnnotation
{
    /// <summary>Height of the strip, in pixels.</summary>
    public const double NameHeight = 20;

    /// <summary>Those of the first phase, the second, …; they are tints that any text can be read on.</summary>
    public static readonly OxyColor[] Colours =
        [OxyColor.FromRgb(233, 241, 250), OxyColor.FromRgb(253, 243, 230), OxyColor.FromRgb(233, 246, 239), OxyColor.FromRgb(246, 238, 248)];

    private readonly string name;

    private PhaseBand(string name, int colour, double from, double to)
    {
        (this.name, MinimumX, MaximumX, Fill) = (name, from, to, Colours[colour % Colours.Length]);
        (Layer, ClipByYAxis, TextVerticalAlignment) = (AnnotationLayer.BelowAxes, false, VerticalAlignment.Top);
    }

    /// <summary>One band for each run of epochs that belong to the same phase; each phase has its own colour.</summary>
    /// <param name="epochs">All epochs.</param>
    /// <param name="perEpoch">Length of an epoch on the horizontal axis, whose first half step is at 0.5.</param>
    public static IEnumerable<PhaseBand> Of(IReadOnlyList<EpochPoint> epochs, double perEpoch)
    {
        const double start = 0.5;
        string[] phases = [.. epochs.Select(epoch => epoch.Phase).Distinct()];
        for (int first = 0, next; first < epochs.Count; first = next)
        {
            var phase = epochs[first].Phase;
            next = first + epochs.Skip(first).TakeWhile(epoch => epoch.Phase == phase).Count();
            if (phase.Length > 0)
                yield return new(SvgPage.Allowed(phase), Array.IndexOf(phases, phase), start + first * perEpoch, start + next * perEpoch);
        }
    }

    public override void Render(IRenderContext rc)
    {
        const double above = 4;
        var (left, right) = (Transform(new DataPoint(MinimumX, 0)).X, Transform(new DataPoint(MaximumX, 0)).X);
        TextPosition = InverseTransform(new ScreenPoint((left + right) / 2, GetClippingRect().Top + above));
        Text = rc.MeasureText(name, ActualFont, ActualFontSize, ActualFontWeight).Width > right - left ? null : name;
        base.Render(rc);
    }
}
