using System.CommandLine;
using Toolkit.Networks;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary><c>toolkit train photos --output run1</c>: from photographs to a model.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string?> Photos = new("photos")
    {
        Description = "A folder with one folder a class, a zip file of such, a folder with train/ and val/ or test/, or a CSV file with the columns path, "
            + "label and, where images belong together, group",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?>
        Output = new("--output", "-o") { Description = "Folder of the run; else runs/ and the time" },
        Resume = new("--resume") { Description = "Go on with the run in this folder, bit for bit; --epochs may be more than before; else a new run begins" },
        Validation = new("--validation") { Description = "Images that every epoch is judged on; else those beside the training images, or a fifth of these" },
        NetworkName = new("--network") { Description = "Name of the network (toolkit networks); else that of the weights" },
        From = new("--from") { Description = "Go on with the training of this model, with more images or other classes; network and weights are its own; else it begins with pretrained weights" },
        WeightsName = new("--weights") { Description = "Name of pretrained weights (toolkit weights), a file, or none; else those of the network" };

    private static readonly Option<int?>
        Size = new("--size") { Description = "Height and width of the network's input; else by the size of the images" },
        Epochs = new("--epochs") { Description = "Epochs, the frozen ones included; else by the number of images and the machine" },
        FrozenEpochs = new("--frozen-epochs") { Description = "First epochs, in which only the head learns; else 10 or, of many images, 2" },
        BatchSize = new("--batch-size") { Description = "Images a step; else 16 or, of many images, 64" },
        Patience = new("--patience") { Description = "End the training after so many epochs without progress; else all epochs are trained" };

    private static readonly Option<double?>
        Rate = new("--rate") { Description = "Learning rate of the head; else 0.001" },
        UnfrozenRate = new("--unfrozen-rate") { Description = "Learning rate of all layers; else 0.00002 or, of many images, 0.001" };

    private static readonly Option<EarlyStoppingMetric> Metric = new("--metric")
    {
        Description = "What --patience looks at: loss or accuracy of the validation images",
        DefaultValueFactory = _ => EarlyStoppingMetric.Loss,
    };

    private static readonly Option<bool> Calibrate = new("--calibrate")
    {
        Description = "Calibrate the probabilities on the validation images (temperature scaling)",
    };

    private static readonly Option<double?> AcceptedErrors = new("--accept-errors")
    {
        Description = "Largest share of wrong answers among those that are given, such as 0.02; other images are answered by none of the classes; else every image is answered",
    };

    private static readonly Option<int> Seed = new("--seed") { Description = "Of everything random", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command(
            "train",
            "Trains a network on photographs and writes a model. What is not said is chosen by the images and the machine, and told. Ctrl+C keeps the "
            + "best weights so far.\n\nExamples:\n  toolkit train photos --output run1\n"
            + "  toolkit train photos.csv --network resnet50 --epochs 20\n  toolkit train --resume run1")
        {
            Photos, Output, Resume, From, Validation, NetworkName, WeightsName, Size, Epochs, FrozenEpochs, BatchSize, Rate, UnfrozenRate, Patience, Metric,
            Calibrate, AcceptedErrors, Seed, Report.JsonOption,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using var stop = new StopSignals();
        var exitCode = Mistakes.Print(() => Job(parsed, new Report(parsed.GetValue(Report.JsonOption))).Run(stop.Token));
        return stop.ExitCode ?? exitCode;
    }

    private static TrainingJob Job(ParseResult parsed, Report report) =>
        parsed.GetValue(Resume) is { } resumed ? GoOn(parsed, resumed, report) : Begin(parsed, report);

    private static TrainingJob Begin(ParseResult parsed, Report report)
    {
        var photos = parsed.GetValue(Photos) ?? throw new ArgumentException(
            "Say where the photographs are: toolkit train FOLDER. Or go on with a run: toolkit train --resume RUN.");
        if (parsed.GetValue(NetworkName) is { } name) NetworkCatalog.CheckName(name);
        CheckFrom(parsed);
        var data = CheckedImages.Open(photos, parsed.GetValue(Validation), report);
        var config = ConfigOf(parsed, photos, data, report);
        config.ToOptions().Validate();
        var folder = RunFolder.Create(parsed.GetValue(Output) ?? Path.Combine("runs", $"{DateTime.Now:yyyy-MM-dd-HHmmss}"));
        config.Write(folder.Config);
        return new TrainingJob(config, folder, data, report);
    }

    private static TrainingJob GoOn(ParseResult parsed, string resumed, Report report)
    {
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

    private static RunConfig ConfigOf(ParseResult parsed, string photos, CheckedImages data, Report report)
    {
        var model = parsed.GetValue(From) is { } from ? Path.GetFullPath(from) : null;
        var (network, size) = model is null ? (parsed.GetValue(NetworkName), parsed.GetValue(Size)) : OfModel(model, parsed);
        var choices = Choices.For(data.Train.Count, data.MedianShorterSide, network, model ?? parsed.GetValue(WeightsName), size);
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
