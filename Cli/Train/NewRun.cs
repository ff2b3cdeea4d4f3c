using System.CommandLine;
using Toolkit.Cli.Data;
using Toolkit.Cli.Prediction;
using Toolkit.Cli.Tasks;
using Toolkit.Data;
using Toolkit.Training;
using static Toolkit.Cli.Train.TrainArguments;

namespace Toolkit.Cli.Train;

/// <summary>A run that begins: looks the images over, chooses what the command line does not say, and makes the run's folder.</summary>
internal static class NewRun
{
    public static TrainingJob Begin(ParseResult parsed, IGradientExchange ranks, Report report, CancellationToken cancellation)
    {
        var photos = parsed.GetValue(Photos) ?? throw new ArgumentException(
            "Say where the photographs are: toolkit train FOLDER. Or go on with a run: toolkit train --resume RUN.");
        CheckTogether(parsed);
        var folder = RunFolder.New(parsed.GetValue(Output) ?? Path.Combine("runs", $"{DateTime.Now:yyyy-MM-dd-HHmmss}"));
        var given = Given(parsed);
        var search = parsed.GetValue(Search) is { } minutes ? new NetworkSearch(minutes, given.Network, given.Weights, parsed.GetValue(Rate), report) : null;
        if (search is not null) given = given with { Network = search.Networks[0].Network, Weights = search.Networks[0].Weights };
        var data = CheckedImages.Open(photos, parsed.GetValue(Validation), given.Labels, report, cancellation);
        if (TaskOptions.Reason(parsed, data.Source, parsed.GetValue(From) is not null) is { } reason) report.Say($"chosen: {reason}");
        CheckTask(parsed, ImageTask.Of(data.Train.Task));
        var config = ConfigOf(parsed, photos, data, given, ranks, report);
        if (search is not null && config.FrozenEpochs == 0)
            throw new ArgumentException("--search tries how the head learns alone, but there are no frozen epochs. Leave it out, or give --frozen-epochs.");
        config = search?.Choose(config, data, cancellation) ?? config;
        return new TrainingJob(config, folder, data, ranks, report);
    }

    private static void CheckTogether(ParseResult parsed)
    {
        if (parsed.GetValue(From) is not null)
        {
            Forbid(parsed.GetValue(WeightsName) is not null, "--weights and --from both say what the training begins with. Leave one of them out.");
            Forbid(parsed.GetValue(Search) is not null, "--search and --from both say what the training begins with. Leave one of them out.");
        }
        if (parsed.GetValue(Patience) is not null) return;
        Forbid(parsed.GetResult(Metric) is { Implicit: false }, "--metric says what --patience looks at. Give --patience, too, or leave it out.");
        Forbid(parsed.GetValue(MinimumChange) is not null, "--min-delta says what is progress for --patience. Give --patience, too, or leave it out.");
    }

    /// <summary>Refuses what is for classifiers alone.</summary>
    private static void CheckTask(ParseResult parsed, ImageTask task)
    {
        if (task.Task == LearningTask.Classification) return;
        Option?[] given =
        [
            parsed.GetValue(Calibrate) ? Calibrate : null, parsed.GetValue(AcceptedErrors) is null ? null : AcceptedErrors,
            parsed.GetValue(Search) is null ? null : Search,
        ];
        if (given.OfType<Option>().FirstOrDefault() is { } option)
            throw new ArgumentException($"{option.Name} is for classifiers, which name one class, but this is {task.Name}. Leave it out.");
    }

    private static void CheckRecipe(RunConfig config)
    {
        if (config.Task == LearningTask.Classification) return;
        if (config.ToOptions().Callbacks.FirstOrDefault(callback => callback is BatchMixing or MixupOrCutMix) is not { } mixing) return;
        throw new ArgumentException(
            $"The recipe {config.Recipe} mixes images of one class each ({mixing.GetType().Name}), but this is {ImageTask.Of(config.Task).Name}. "
            + "Choose another --recipe.");
    }

    private static void Forbid(bool isSo, string message)
    {
        if (isSo) throw new ArgumentException(message);
    }

    private static GivenChoices Given(ParseResult parsed)
    {
        var given = GivenChoices.Of(parsed);
        return parsed.GetValue(From) is { } model ? OfModel(Path.GetFullPath(model), given, parsed) : given;
    }

    /// <summary>Network and size are the model's, which other ones would not fit, and so is what is learned, unless something else is said.</summary>
    private static GivenChoices OfModel(string path, GivenChoices given, ParseResult parsed)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no model {path} for --from.");
        using var model = ImageModel.Load(path);
        var (network, input) = (model.Network.Architecture, model.Network.InputSpec);
        Forbid(given.Network is not null && given.Network != network, $"{path} has the network {network}, not {given.Network}. Leave --network out.");
        Forbid(
            given.Size is { } size && (size != input.Height || size != input.Width),
            $"{path} takes images of {input.Width}×{input.Height} pixels, not {given.Size}×{given.Size}. Leave --size out.");
        Forbid(
            input.Height != input.Width,
            $"{path} takes images of {input.Width}×{input.Height} pixels, but toolkit train knows square ones only. Train it by FineTune in a program.");
        return given with { Network = network, Weights = path, Size = input.Height, Labels = TaskOptions.Of(parsed, model.Step) };
    }

    private static RunConfig ConfigOf(
        ParseResult parsed, string photos, CheckedImages data, GivenChoices given, IGradientExchange ranks, Report report)
    {
        var choices = Choices.For(data.Train.Count, data.MedianShorterSide, given);
        if (ImageTask.Of(data.Train.Task).LeftOut is { } leftOut) choices = choices with { Reasons = [.. choices.Reasons, leftOut] };
        foreach (var reason in choices.Reasons) report.Say($"chosen: {reason}");
        var chosen = choices.ToConfig(photos);
        var config = chosen with
        {
            Validation = parsed.GetValue(Validation) is { } path ? Path.GetFullPath(path) : null,
            BatchSize = parsed.GetValue(BatchSize) ?? chosen.BatchSize,
            Rate = parsed.GetValue(Rate) ?? chosen.Rate,
            UnfrozenRate = parsed.GetValue(UnfrozenRate) ?? chosen.UnfrozenRate,
            Task = data.Train.Task,
            LabelColumns = given.Labels.LabelColumns,
            BalanceClasses = data.IsLopsided,
            Patience = parsed.GetValue(Patience),
            Metric = parsed.GetValue(Metric),
            MinimumChange = parsed.GetValue(MinimumChange) ?? 0,
            From = parsed.GetValue(From) is { } model ? Path.GetFullPath(model) : null,
            Calibrate = parsed.GetValue(Calibrate),
            AcceptedErrors = parsed.GetValue(AcceptedErrors),
            Ranks = ranks.Ranks,
            ScaleRate = parsed.GetValue(ScaleRate),
            Seed = parsed.GetValue(Seed),
        };
        CheckRecipe(config);
        return config;
    }
}
