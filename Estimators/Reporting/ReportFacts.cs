using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Reporting;
using Toolkit.Training;

namespace Toolkit.Estimators.Reporting;

/// <summary>What the page and the model card both tell, as names and values.</summary>
internal static class ReportFacts
{
    /// <summary>The most important figures, with a remark each that says what they mean.</summary>
    public static IEnumerable<(string Name, string Value, string Remark)> Headline(TrainingReport report)
    {
        foreach (var figure in report.Subject.Figures()) yield return figure;
        if (report.Training?.Best is { } best)
        {
            var name = best.Metric.Name();
            if (best.ValidationAccuracy is { } validation)
                yield return ($"Validation {name}", ReportText.Metric(best.Metric, validation), $"of epoch {best.Epoch}, the best");
            else
                yield return ($"Training {name}", ReportText.Metric(best.Metric, best.TrainAccuracy), $"of epoch {best.Epoch}; no validation images");
        }
        if (report.Training is not { } training) yield break;
        foreach (var fact in Confidence(training)) yield return fact;
        yield return ("Training time", ReportText.Duration(training.TimeOfEpochs()), EpochsOf(report, training));
    }

    /// <summary>What was fitted to the validation images.</summary>
    private static IEnumerable<(string Name, string Value, string Remark)> Confidence(TrainingResult training)
    {
        if (training.Calibration is { } scaling)
            yield return ("Temperature", ReportText.Rate(scaling.Temperature), $"divides the logits; fitted to {scaling.Images} validation images");
        if (training.Rejection is { } rejection)
        {
            yield return (
                "Least confidence", ReportText.Percent(Math.Min(1, rejection.Threshold)),
                $"of an answer; of the validation images {ReportText.Percent(rejection.Answered)} have one"
                + (rejection.Answered > 0 ? $", {ReportText.Percent(rejection.Accuracy)} of them right" : ""));
        }
    }

    /// <summary>What ended the training before its last epoch, and other things that must be known; none as a rule.</summary>
    public static IEnumerable<string> Notes(TrainingReport report)
    {
        if (report.Training is not { } training)
        {
            yield return "The model was not trained by the program that made this report: there are no learning curves.";
        }
        else
        {
            if (training.Cancelled)
                yield return $"The training was cancelled after {EpochsOf(report, training)}. The model has the weights of the best epoch so far.";
            if (training.StopReason is { } reason) yield return $"The training was stopped after {EpochsOf(report, training)}: {reason}";
            if (training.Epochs.Count > 0 && training.Epochs.All(epoch => epoch.Validation is null))
                yield return "There were no validation images: the weights are those of the last epoch, and nothing shows whether it was one too many.";
        }
        if (!report.Subject.IsEvaluated) yield return "The model was not evaluated on images that it has never seen.";
        if (report.Subject.SkippedRows is not null && report.MetricsAreOfValidation)
            yield return "The figures are those of the validation images, which chose the best epoch: images that took no part in the training would judge harder.";
        foreach (var note in report.Subject.Notes()) yield return note;
        if (report.Subject.SkippedRows is > 0 and { } skipped)
        {
            yield return $"{ReportText.Plural(skipped, "row was", "rows were")} left out of the evaluation: without a label, or with scores that are "
                + "not finite.";
        }
    }

    /// <summary>The model itself.</summary>
    public static IEnumerable<(string Name, string Value)> Model(TrainingReport report)
    {
        yield return ("Network", report.Network);
        yield return (Capital(report.Subject.Output.Several), ReportText.Count(report.ClassNames.Count));
        yield return ("Images", Describe(report.Input));
        yield return ("Licence of the starting weights", report.WeightsLicence ?? "not known");
    }

    /// <summary>Time and throughput.</summary>
    public static IEnumerable<(string Name, string Value)> Time(TrainingReport report)
    {
        if (report.Training is not { } training) yield break;
        var (time, steps) = (training.TimeOfEpochs(), training.IterationLosses.Count);
        yield return ("Epochs", EpochsOf(report, training));
        yield return ("Time of all epochs", $"{ReportText.Duration(time)}, validation included");
        yield return ("Time of this run", ReportText.Duration(training.Duration));
        if (time <= TimeSpan.Zero || steps == 0) yield break;
        yield return ("Training steps", $"{ReportText.Count(steps)}, {ReportText.Rate(steps / time.TotalSeconds)} a second");
        if (report.TrainingOptions is { } options)
        {
            yield return (
                "Training images", $"about {ReportText.Rate(steps * (double)options.BatchSize / time.TotalSeconds)} a second, "
                + $"in batches of {options.BatchSize}, validation included in the time");
        }
    }

    /// <summary>What it ran on.</summary>
    public static IEnumerable<(string Name, string Value)> Environment(RunEnvironment environment)
    {
        yield return ("Processor", environment.Processor);
        yield return ("Cores", ReportText.Count(environment.Cores));
        yield return ("Memory", $"{ReportText.Rate(environment.MemoryBytes / 1e9)} GB");
        yield return ("System", environment.OperatingSystem);
        yield return ("Runtime", environment.Runtime);
        foreach (var (package, version) in environment.Packages) yield return (package, version);
    }

    /// <summary>The classes or labels of a table: the model's in their order, then others that the data has. Numbers have no images of their own.</summary>
    public static IReadOnlyList<string> ClassesOf(TrainingReport report) => report.Task == LearningTask.Regression
        ? []
        : [.. report.ClassNames.Concat(report.Data.SelectMany(part => part.Counts.Keys).Except(report.ClassNames).Order(StringComparer.Ordinal))];

    /// <summary>The heading of the rows of a table of the data.</summary>
    public static string DataHeading(TrainingReport report) => report.Task == LearningTask.Regression ? "Images" : Capital(report.Subject.Output.One);

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    /// <summary>The time of all epochs, those before a checkpoint included.</summary>
    private static TimeSpan TimeOfEpochs(this TrainingResult training) => TimeSpan.FromSeconds(training.Epochs.Sum(epoch => epoch.Seconds));

    private static string EpochsOf(TrainingReport report, TrainingResult training)
    {
        var done = ReportText.Plural(training.Epochs.Count, "epoch", "epochs");
        return report.TrainingOptions is { } options && options.Epochs > training.Epochs.Count
            ? $"{ReportText.Count(training.Epochs.Count)} of {ReportText.Plural(options.Epochs, "epoch", "epochs")}"
            : done;
    }

    private static string Describe(InputSpec input) =>
        $"{input.Width}×{input.Height} pixels, {(input.Channels == 1 ? "grey" : "in colour")}, the shorter side resized to {input.ResizeShorterSide}";
}
