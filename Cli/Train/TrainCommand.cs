using System.CommandLine;
using Toolkit.Cli.Ranks;
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
            + "  toolkit train --resume run1\n  mpirun -np 4 toolkit train photos --output run1")
        {
            Photos, TaskOptions.Task, TaskOptions.Label, TaskOptions.Targets, Output, Resume, From, Validation,
            NetworkName, WeightsName, Recipe, Size, Epochs, FrozenEpochs, BatchSize, Rate, UnfrozenRate,
            Patience, Metric, MinimumChange, Calibrate, AcceptedErrors, Seed, Search, ScaleRate, RankOptions.RankTimeout, Report.JsonOption,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using var stop = new StopSignals();
        var exitCode = Mistakes.Print(() => Train(parsed, stop));
        return exitCode == 0 ? 0 : stop.ExitCode ?? exitCode;
    }

    private static int Train(ParseResult parsed, StopSignals stop)
    {
        var (ranks, cancellation) = (RankOptions.JoinWithoutTimeout(), stop.Token);
        var report = new Report(parsed.GetValue(Report.JsonOption), isSilent: ranks.Rank > 0);
        var job = ranks.Rank > 0 ? JoinedRun.Join(ranks, report, cancellation) : Job(parsed, ranks, report, cancellation);
        if (ranks.Rank == 0) JoinedRun.Announce(ranks, job);
        ranks.Share(""); // a barrier: until all have looked the images over
        RankOptions.Watch(parsed);
        job.Run(cancellation);
        // A rank that a signal has ended waits for rank 0, which writes the model and tells of the signal; an exit code of its own would end that one as well.
        return ranks.Rank > 0 ? 0 : stop.ExitCode ?? 0;
    }

    private static TrainingJob Job(ParseResult parsed, IGradientExchange ranks, Report report, CancellationToken cancellation) =>
        parsed.GetValue(Resume) is { } resumed
            ? ResumedRun.Open(parsed, resumed, ranks, report, cancellation)
            : NewRun.Begin(parsed, ranks, report, cancellation);
}
