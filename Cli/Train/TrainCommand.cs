using System.CommandLine;
using Toolkit.Cli.Tasks;
using Toolkit.Training;
using static Toolkit.Cli.Train.TrainArguments;

namespace Toolkit.Cli.Train;

/// <summary><c>toolkit train photos --output run1</c>: from photographs to a model.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command(
            "train",
            "Trains a network on photographs and writes a model. What is not said is chosen by the images and the machine, and told. Ctrl+C keeps the "
            + "best weights so far.\n\nExamples:\n  toolkit train photos --output run1\n"
            + "  toolkit train photos.csv --network resnet50 --epochs 20\n  toolkit train parts.csv --targets width,height\n"
            + "  toolkit train photos --search 5\n  toolkit train photos --recipe modern\n"
            + "  toolkit train --resume run1")
        {
            Photos, TaskOptions.Task, TaskOptions.Label, TaskOptions.Targets, Output, Resume, From, Validation,
            NetworkName, WeightsName, Recipe, Size, Epochs, FrozenEpochs, BatchSize, Rate, UnfrozenRate,
            Patience, Metric, MinimumChange, Calibrate, AcceptedErrors, Seed, Search, Report.JsonOption,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using var stop = new StopSignals();
        var exitCode = Mistakes.Print(() => Job(parsed, new Report(parsed.GetValue(Report.JsonOption)), stop.Token).Run(stop.Token));
        return stop.ExitCode ?? exitCode;
    }

    private static TrainingJob Job(ParseResult parsed, Report report, CancellationToken cancellation) =>
        parsed.GetValue(Resume) is { } resumed ? ResumedRun.Open(parsed, resumed, report, cancellation) : NewRun.Begin(parsed, report, cancellation);
}
