using System.CommandLine;
using Toolkit.Cli.Data;
using static Toolkit.Cli.Train.TrainArguments;

namespace Toolkit.Cli.Train;

/// <summary>A run that goes on with the configuration in its folder.</summary>
internal static class ResumedRun
{
    public static TrainingJob Open(ParseResult parsed, string resumed, Report report)
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

    /// <summary>What is said again on resuming must be what it was.</summary>
    private static void CheckSame(ParseResult parsed, RunConfig config)
    {
        string?[] differences =
        [
            Difference(Photos.Name, parsed.GetValue(Photos) is { } photos ? Path.GetFullPath(photos) : null, config.Photos),
            Difference(Validation.Name, parsed.GetValue(Validation) is { } path ? Path.GetFullPath(path) : null, config.Validation),
            Difference(NetworkName.Name, parsed.GetValue(NetworkName), config.Network), Difference(WeightsName.Name, parsed.GetValue(WeightsName), config.Weights),
            Difference(Recipe.Name, parsed.GetValue(Recipe), config.Recipe), Difference(Size.Name, parsed.GetValue(Size), config.Size), Difference(FrozenEpochs.Name, parsed.GetValue(FrozenEpochs), config.FrozenEpochs),
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
}
