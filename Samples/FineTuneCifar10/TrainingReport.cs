using Microsoft.ML.Data;
using Toolkit.Reporting;
using Toolkit.Training;

namespace Toolkit.Samples;

/// <summary>What the sample prints and draws: progress, epochs, scores and learning curves.</summary>
internal sealed class TrainingReport(int epochs) : IDisposable
{
    private readonly ProgressLine line = new();

    public void OnIteration(IterationReport report) => line.Show(new Progress(
        report.Epoch, epochs, report.Iteration, report.Iterations, Name(report.Phase),
        report.ImagesPerSecond, report.Loss, report.Accuracy, report.LearningRate, report.TimeLeft));

    public void OnEpoch(EpochReport report) => line.WriteLine(FormattableString.Invariant(
        $"epoch {report.Epoch,2}/{epochs} {Name(report.Phase),-8}  train loss {report.TrainLoss:F4}, accuracy {100 * report.TrainAccuracy:F2} %") +
        FormattableString.Invariant(
        $"   validation loss {report.ValidationLoss:F4}, accuracy {100 * report.ValidationAccuracy:F2} %   {report.Seconds:F1} s{(report.IsBest ? "   best" : "")}"));

    public void Print(MulticlassClassificationMetrics metrics, IReadOnlyList<string> classNames)
    {
        var table = new ConfusionTable(classNames);
        for (var actual = 0; actual < classNames.Count; actual++)
            for (var predicted = 0; predicted < classNames.Count; predicted++)
                table.Add(actual, predicted, (long)metrics.ConfusionMatrix.GetCountForClassPair(predicted, actual));
        line.WriteLine($"\n{table.ClassReport()}\n{table.Format()}");
    }

    public void WriteCurves(TrainingResult result, string path)
    {
        LearningCurves.Save(path, new LearningCurveData
        {
            Epochs = [.. result.Epochs.Select(ToPoint)],
            IterationLosses = result.IterationLosses,
            IterationsPerEpoch = result.IterationLosses.Count / result.Epochs.Count,
            BestEpoch = result.Best!.Epoch,
        });
        line.WriteLine($"learning curves: {path}");
    }

    public void Dispose() => line.Dispose();

    private static EpochPoint ToPoint(EpochReport report) => new(
        report.TrainLoss, report.TrainAccuracy, report.ValidationLoss, report.ValidationAccuracy, Name(report.Phase));

    private static string Name(TrainingPhase phase) => phase.ToString().ToLowerInvariant();
}
