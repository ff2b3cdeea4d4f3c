using Spectre.Console;
using Toolkit.Training;

namespace Toolkit.Samples;

/// <summary>
/// How a training goes: a line for every epoch and, on a terminal, a bar below them for all of it. A file or a pipe gets the lines alone.
/// </summary>
internal sealed class TrainingProgress
{
    private readonly IAnsiConsole console;
    private readonly int epochs;
    private readonly ProgressTask? bar;

    private TrainingProgress(IAnsiConsole console, int epochs, ProgressTask? bar) => (this.console, this.epochs, this.bar) = (console, epochs, bar);

    /// <summary>Shows the progress of a training as long as it runs.</summary>
    /// <param name="epochs">How many epochs it has.</param>
    /// <param name="train">Trains, and hands what happens to <see cref="OnIteration"/> and <see cref="OnEpoch"/>, from any thread.</param>
    /// <param name="console">Null: the program's.</param>
    public static T Show<T>(int epochs, Func<TrainingProgress, T> train, IAnsiConsole? console = null)
    {
        console ??= AnsiConsole.Console;
        // Without a terminal Spectre would print a line every few percent.
        if (console.Profile.Capabilities is not { Interactive: true, Ansi: true }) return train(new TrainingProgress(console, epochs, null));
        return console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 15 }, new PercentageColumn())
            .Start(context => train(new TrainingProgress(console, epochs, context.AddTask("starting", maxValue: epochs))));
    }

    /// <summary>Moves the bar.</summary>
    public void OnIteration(IterationReport report)
    {
        if (bar is null) return;
        bar.Value = report.Epoch - 1 + (double)report.Iteration / report.Iterations;
        var left = $"{(int)report.TimeLeft.TotalMinutes}:{report.TimeLeft.Seconds:D2}";
        bar.Description = FormattableString.Invariant(
            $"epoch {report.Epoch}/{epochs} {Name(report.Phase)}, loss {report.Loss:F4}, {report.ImagesPerSecond:N0} images/s, {left} left");
    }

    /// <summary>Writes an epoch's line.</summary>
    public void OnEpoch(EpochReport report)
    {
        var training = Text(report.TrainLoss, report.TrainAccuracy, report.Metric);
        var validation = report.Validation is { } score ? $"  validation {Text(score.Loss, score.Accuracy, report.Metric)}" : "";
        var best = report.IsBest ? " best" : "";
        var line = FormattableString.Invariant(
            $"epoch {report.Epoch,2}/{epochs} {Name(report.Phase),-8}  loss {training}{validation}  {report.Seconds:F1} s{best}");
        // A file has no width; on a terminal a second line would be written over the bar.
        if (bar is null) console.Profile.Out.Writer.WriteLine(line);
        else console.WriteLine(line[..Math.Min(line.Length, console.Profile.Width)]);
    }

    private static string Text(double loss, double value, TrainingMetric metric) => metric == TrainingMetric.Accuracy
        ? FormattableString.Invariant($"{loss:F4} {100 * value,5:F2} %")
        : FormattableString.Invariant($"{loss:F4} {metric.Name()} {metric.Format(value)}");

    private static string Name(TrainingPhase phase) => phase.ToString().ToLowerInvariant();
}
