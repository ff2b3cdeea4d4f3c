using Microsoft.ML;
using Toolkit.Estimators.Reporting;
using Toolkit.Training;

namespace Toolkit.Cli.Tasks;

/// <summary>How good a model is.</summary>
/// <param name="Metric">What it is judged by.</param>
/// <param name="Value">Its value.</param>
/// <param name="Images">How many images were scored.</param>
/// <param name="Text">All figures, for people.</param>
/// <param name="Values">All figures, for machines.</param>
/// <param name="ToReport">Page and card with these figures.</param>
internal sealed record Judgement(
    TrainingMetric Metric, double Value, long Images, string Text, IReadOnlyList<(string Name, object? Value)> Values,
    Func<ITransformer, TrainingReportOptions, TrainingReport> ToReport)
{
    /// <summary>Such as <c>accuracy: 91.25 %</c>.</summary>
    public string Headline => $"{Metric.Name()}: {Metric.Format(Value)}";
}
