using System.CommandLine;
using Toolkit.Networks;
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
            + "  toolkit train photos.csv --network resnet50 --epochs 20\n  toolkit train photos --search 5\n  toolkit train --resume run1")
        {
            Photos, Output, Resume, From, Validation, NetworkName, WeightsName, Size, Epochs, FrozenEpochs, BatchSize, Rate, UnfrozenRate, Patience, Metric,
            Calibrate, AcceptedErrors, Seed, Search, Report.JsonOption,
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
        parsed.GetValue(Resume) is { } resumed ? GoOn(parsed, resumed, report) : Begin(parsed, report, cancellation);

    private static TrainingJob Begin(ParseResult parsed, Report report, CancellationToken cancellation)
    {
        var photos = parsed.GetValue(Photos) ?? throw new ArgumentException(
            "Say where the photographs are: toolkit train FOLDER. Or go on with a run: toolkit train --resume RUN.");
        if (parsed.GetValue(NetworkName) is { } name) NetworkCatalog.CheckName(name);
        CheckFrom(parsed);
        var search = SearchOf(parsed, report);
        var data = CheckedImages.Open(photos, parsed.GetValue(Validation), report);
        var config = ConfigOf(parsed, photos, data, search?.Networks[0], report);
        config.ToOptions().Validate();
        var folder = RunFolder.Create(parsed.GetValue(Output) ?? Path.Combine("runs", $"{DateTime.Now:yyyy-MM-dd-HHmmss}"));
        config = search?.Choose(config, data, cancellation) ?? config;
        config.Write(folder.Config);
        return new TrainingJob(config, folder, data, report);
    }

    private static NetworkSearch? SearchOf(ParseResult parsed, Report report)
    {
        if (parsed.GetValue(Search) is not { } minutes) return null;
        if (parsed.GetValue(From) is not null)
            throw new ArgumentException("--search and --from both say what the training begins with. Leave one of them out.");
        if (parsed.GetValue(FrozenEpochs) is < 1 || parsed.GetValue(Epochs) is < 1)
            throw new ArgumentException("--search tries how the head learns alone: give --epochs and --frozen-epochs of at least 1, or leave them out.");
        return new NetworkSearch(minutes, parsed.GetValue(NetworkName), parsed.GetValue(WeightsName), parsed.GetValue(Rate), report);
    }

    private static TrainingJob GoOn(ParseResult parsed, string resumed, Report report)
    {
        if (parsed.GetValue(Search) is not null) throw new ArgumentException("A run goes on with what its search chose: leave --search or --resume out.");
        var folder = RunFolder.Open(resumed);
        var config = RunConfig.Read(folder.Config);
        CheckSame(parsed, config);
        if (parsed.GetValue(Epochs) is { } epochs && epochs > config.Epochs)
        {
            config = config with { Epochs = epochs };
            config.Write(folder.Config);
        }
        return new TrainingJob(config, folder, CheckedImages.Open(config.Photos, config.Validation, report), report);
    }

    private static void CheckFrom(ParseResult parsed)
    {
        if (parsed.GetValue(From) is not { } model) return;
        if (!File.Exists(model)) throw new FileNotFoundException($"There is no model {Path.GetFullPath(model)} for --from.");
        if (parsed.GetValue(WeightsName) is not null)
            throw new ArgumentException("--weights and --from both say what the training begins with. Leave one of them out.");
    }

    /// <summary>What is said again on resuming must be what it was.</summary>
    private static void CheckSame(ParseResult parsed, RunConfig config)
    {
        string?[] differences =
        [
            Difference(Photos.Name, parsed.GetValue(Photos) is { } photos ? Path.GetFullPath(photos) : null, config.Photos),
            Difference(Validation.Name, parsed.GetValue(Validation) is { } path ? Path.GetFullPath(path) : null, config.Validation),
            Difference(NetworkName.Name, parsed.GetValue(NetworkName), config.Network), Difference(WeightsName.Name, parsed.GetValue(WeightsName), config.Weights),
            Difference(Size.Name, parsed.GetValue(Size), config.Size), Difference(FrozenEpochs.Name, parsed.GetValue(FrozenEpochs), config.FrozenEpochs),
            Difference(BatchSize.Name, parsed.GetValue(BatchSize), config.BatchSize), Difference(Rate.Name, parsed.GetValue(Rate), config.Rate),
            Difference(UnfrozenRate.Name, parsed.GetValue(UnfrozenRate), config.UnfrozenRate), Difference(Patience.Name, parsed.GetValue(Patience), config.Patience),
            Difference(From.Name, parsed.GetValue(From) is { } model ? Path.GetFullPath(model) : null, config.From),
            Difference(Metric.Name, parsed.GetResult(Metric) is { Implicit: false } ? parsed.GetValue(Metric) : null, config.Metric),
            Difference(Calibrate.Name, parsed.GetValue(Calibrate) ? true : null, config.Calibrate),
            Difference(AcceptedErrors.Name, parsed.GetValue(AcceptedErrors), config.AcceptedErrors),
            Difference(Seed.Name, parsed.GetResult(Seed) is { Implicit: false } ? parsed.GetValue(Seed) : null, config.Seed),
            parsed.GetValue(Epochs) < config.Epochs ? Difference(Epochs.Name, parsed.GetValue(Epochs), config.Epochs) : null,
        ];
        if (parsed.GetValue(Output) is not null) throw new ArgumentException("A run that goes on stays in its folder: leave --output out.");
        if (differences.OfType<string>().ToArray() is { Length: > 0 } found)
            throw new ArgumentException($"A run goes on as it began, but {string.Join(", ", found)}. Leave that out; only --epochs may be more.");
    }

    private static string? Difference(string name, object? said, object? was) =>
        said is null || said.Equals(was) ? null : $"{name} was {was ?? "not given"} and is {said}";

    /// <param name="first">What a search begins with; null: there is none.</param>
    private static RunConfig ConfigOf(ParseResult parsed, string photos, CheckedImages data, NamedNetwork? first, Report report)
    {
        var model = parsed.GetValue(From) is { } from ? Path.GetFullPath(from) : null;
        var (network, size) = model is null ? (first?.Network ?? parsed.GetValue(NetworkName), parsed.GetValue(Size)) : OfModel(model, parsed);
        var choices = Choices.For(data.Train.Count, data.MedianShorterSide, network, model ?? first?.Weights ?? parsed.GetValue(WeightsName), size);
        foreach (var reason in choices.Reasons) report.Say($"chosen: {reason}");
        var frozen = parsed.GetValue(FrozenEpochs) ?? Math.Min(choices.FrozenEpochs, parsed.GetValue(Epochs) ?? int.MaxValue);
        var chosen = RunConfig.Of(choices, photos);
        return chosen with
        {
            Validation = parsed.GetValue(Validation) is { } path ? Path.GetFullPath(path) : null,
            Epochs = parsed.GetValue(Epochs) ?? frozen + choices.UnfrozenEpochs,
            FrozenEpochs = frozen,
            BatchSize = parsed.GetValue(BatchSize) ?? chosen.BatchSize,
            Rate = parsed.GetValue(Rate) ?? chosen.Rate,
            UnfrozenRate = parsed.GetValue(UnfrozenRate) ?? chosen.UnfrozenRate,
            BalanceClasses = data.IsLopsided,
            Patience = parsed.GetValue(Patience),
            Metric = parsed.GetValue(Metric),
            From = model,
            Calibrate = parsed.GetValue(Calibrate),
            AcceptedErrors = parsed.GetValue(AcceptedErrors),
            Seed = parsed.GetValue(Seed),
        };
    }

    /// <summary>Network and size are the model's, which other ones would not fit.</summary>
    private static (string Network, int? Size) OfModel(string path, ParseResult parsed)
    {
        using var model = Classifier.Load(path);
        var (network, size) = (model.Network.Architecture, model.Network.InputSpec.Height);
        if (parsed.GetValue(NetworkName) is { } other && !other.Equals(network, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"{path} has the network {network}, not {other}. Leave --network out.");
        return (network, parsed.GetValue(Size) ?? size);
    }
}
