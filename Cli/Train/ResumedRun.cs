using System.CommandLine;
using Toolkit.Cli.Catalog;
using Toolkit.Cli.Data;
using Toolkit.Cli.Tasks;
using Toolkit.Data;
using Toolkit.Training;
using static Toolkit.Cli.Train.TrainArguments;

namespace Toolkit.Cli.Train;

/// <summary>A run that goes on with the configuration in its folder.</summary>
internal static class ResumedRun
{
    public static TrainingJob Open(ParseResult parsed, string resumed, IGradientExchange ranks, Report report, CancellationToken cancellation)
    {
        if (parsed.GetValue(Search) is not null) throw new ArgumentException("A run goes on with what its search chose: leave --search or --resume out.");
        var folder = RunFolder.Open(resumed);
        if (parsed.GetValue(Output) is not null) throw new ArgumentException("A run that goes on stays in its folder: leave --output out.");
        var config = RunConfig.Read(folder.Config);
        CheckSame(parsed, config);
        if (config.Ranks != ranks.Ranks)
        {
            report.Say(
                $"The run had {Processes(config.Ranks)} and goes on with {Processes(ranks.Ranks)}: from its checkpoint, but not bit for bit as it would have.");
        }
        var changed = config with { Epochs = Math.Max(parsed.GetValue(Epochs) ?? 0, config.Epochs), Ranks = ranks.Ranks };
        var data = CheckedImages.Open(config.Photos, config.Validation, config.Labels, report, cancellation);
        return new TrainingJob(changed, folder, data, ranks, report);
    }

    /// <summary>What is said again on resuming must be what it was.</summary>
    private static void CheckSame(ParseResult parsed, RunConfig config)
    {
        string[] found = [.. Differences(parsed, config).OfType<string>()];
        if (found.Length > 0)
            throw new ArgumentException($"A run goes on as it began, but {string.Join(", ", found)}. Leave that out; only --epochs may be more.");
    }

    private static IEnumerable<string?> Differences(ParseResult parsed, RunConfig config)
    {
        yield return Difference(Photos.Name, PathOf(parsed.GetValue(Photos)), config.Photos);
        yield return Difference(Validation.Name, PathOf(parsed.GetValue(Validation)), config.Validation);
        if (parsed.GetValue(TaskOptions.Task) is { } task) yield return Difference(TaskOptions.Task.Name, task, ImageTask.Of(config.Task).Name);
        var (columns, learnsNumbers) = (string.Join(',', config.Labels.LabelColumns), config.Task == LearningTask.Regression);
        yield return Difference(TaskOptions.Label.Name, parsed.GetValue(TaskOptions.Label), columns);
        var targets = TaskOptions.TargetColumns(parsed) is { } said ? string.Join(',', said) : null;
        yield return Difference(TaskOptions.Targets.Name, targets, learnsNumbers ? columns : null);
        yield return Difference(From.Name, PathOf(parsed.GetValue(From)), config.From);
        yield return Difference(NetworkName.Name, parsed.GetValue(NetworkName), config.Network);
        yield return Difference(WeightsName.Name, WeightsArgument.Canonical(parsed.GetValue(WeightsName)), config.Weights);
        yield return Difference(Recipe.Name, parsed.GetValue(Recipe), config.Recipe);
        yield return Difference(Size.Name, parsed.GetValue(Size), config.Size);
        if (parsed.GetValue(Epochs) < config.Epochs) yield return Difference(Epochs.Name, parsed.GetValue(Epochs), config.Epochs);
        yield return Difference(FrozenEpochs.Name, parsed.GetValue(FrozenEpochs), config.FrozenEpochs);
        yield return Difference(BatchSize.Name, parsed.GetValue(BatchSize), config.BatchSize);
        yield return Difference(Rate.Name, parsed.GetValue(Rate), config.Rate);
        yield return Difference(UnfrozenRate.Name, parsed.GetValue(UnfrozenRate), config.UnfrozenRate);
        yield return Difference(Patience.Name, parsed.GetValue(Patience), config.Patience);
        yield return Difference(Metric.Name, parsed.GetResult(Metric) is { Implicit: false } ? parsed.GetValue(Metric) : null, config.Metric);
        yield return Difference(MinimumChange.Name, parsed.GetValue(MinimumChange), config.MinimumChange);
        yield return Difference(Calibrate.Name, parsed.GetValue(Calibrate) ? true : null, config.Calibrate);
        yield return Difference(AcceptedErrors.Name, parsed.GetValue(AcceptedErrors), config.AcceptedErrors);
        yield return Difference(ScaleRate.Name, parsed.GetValue(ScaleRate) ? true : null, config.ScaleRate);
        yield return Difference(Seed.Name, parsed.GetResult(Seed) is { Implicit: false } ? parsed.GetValue(Seed) : null, config.Seed);
    }

    private static string Processes(int count) => count == 1 ? "1 process" : $"{count} processes";

    private static string? PathOf(string? path) => path is null ? null : Path.GetFullPath(path);

    private static string? Difference(string name, object? said, object? was) =>
        said is null || said.Equals(was) || (said is string text && text.Equals(was as string, StringComparison.OrdinalIgnoreCase))
            ? null
            : $"{name} was {was ?? "not given"} and is {said}";
}
