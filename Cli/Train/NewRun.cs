using System.CommandLine;
using Toolkit.Cli.Data;
using Toolkit.Cli.Prediction;
using Toolkit.Networks;
using static Toolkit.Cli.Train.TrainArguments;

namespace Toolkit.Cli.Train;

/// <summary>A run that begins: looks the images over, chooses what the command line does not say, and makes the run's folder.</summary>
internal static class NewRun
{
    public static TrainingJob Begin(ParseResult parsed, Report report, CancellationToken cancellation)
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

    private static void CheckFrom(ParseResult parsed)
    {
        if (parsed.GetValue(From) is not { } model) return;
        if (!File.Exists(model)) throw new FileNotFoundException($"There is no model {Path.GetFullPath(model)} for --from.");
        if (parsed.GetValue(WeightsName) is not null)
            throw new ArgumentException("--weights and --from both say what the training begins with. Leave one of them out.");
    }

    /// <param name="first">What a search begins with; null: there is none.</param>
    private static RunConfig ConfigOf(ParseResult parsed, string photos, CheckedImages data, NamedNetwork? first, Report report)
    {
        var model = parsed.GetValue(From) is { } from ? Path.GetFullPath(from) : null;
        var (network, size) = model is null ? (first?.Network ?? parsed.GetValue(NetworkName), parsed.GetValue(Size)) : OfModel(model, parsed);
        var choices = Choices.For(data.Train.Count, data.MedianShorterSide, network, model ?? first?.Weights ?? parsed.GetValue(WeightsName), size, parsed.GetValue(Recipe));
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
