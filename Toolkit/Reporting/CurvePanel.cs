using OxyPlot;

namespace Toolkit.Reporting;

/// <summary>A plot of <see cref="LearningCurves"/>.</summary>
/// <param name="Heading">What it shows.</param>
/// <param name="Plot">The plot itself, which is drawn once.</param>
internal sealed record CurvePanel(string Heading, PlotModel Plot);
