using System.CommandLine;
using System.Globalization;
using Toolkit.Cli.Data;
using Toolkit.Cli.Options;
using Toolkit.Cli.Tasks;
using Toolkit.Reporting;
using Toolkit.Training;
using static Toolkit.Cli.Train.TrainArguments;

namespace Toolkit.Cli.Train;

/// <summary><c>toolkit find-lr photos</c>: learning rates by trying them.</summary>
internal static class FindRateCommand
{
    private static readonly Argument<string> Photos = new("photos") { Description = "Class folders, a zip file of them, or a CSV file" };

    private static readonly Option<string?> Output = OutputFile.Option(".svg", "Draw the curve into this SVG file; else none is drawn");

    private static readonly Option<bool> All = new("--all-layers") { Description = "Try rates of all layers rather than of the head alone" };

    public static Command Create()
    {
        var command = new Command(
            "find-lr",
            "Tries learning rates from small to large, and prints those that follow from the loss.\n\nExamples:\n  toolkit find-lr photos --output rates.svg")
        {
            Photos, TaskOptions.Task, TaskOptions.Label, TaskOptions.Targets,
            NetworkName, WeightsName, TrainArguments.Recipe, Size, All, Output, Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Find(parsed)));
        return command;
    }

    private static void Find(ParseResult parsed)
    {
        var report = new Report(parsed.GetValue(Report.JsonOption));
        using var data = CheckedImages.Open(parsed.GetValue(Photos)!, null, TaskOptions.Of(parsed), report, CancellationToken.None);
        var choices = Choices.For(data.Train.Count, data.MedianShorterSide, GivenChoices.Of(parsed));
        var config = choices.ToConfig(parsed.GetValue(Photos)!) with { Task = data.Train.Task, BalanceClasses = data.IsLopsided };
        using var network = config.ToNetwork(data.Train.ClassNames.Count);
        var options = config.ToOptions();
        var curve = LearningRateFinder.Run(network, data.Train, options with { Epochs = 1, FrozenEpochs = parsed.GetValue(All) ? 0 : 1 });
        if (parsed.GetValue(Output) is { } path) LearningRatePlot.Save(Path.GetFullPath(path), curve);
        report.Say(string.Create(CultureInfo.InvariantCulture, $"steepest {curve.Steepest:G3}, a tenth of the lowest {curve.TenthOfMinimum:G3}"));
        report.Value("steepest", curve.Steepest);
        report.Value("tenthOfMinimum", curve.TenthOfMinimum);
        report.End();
    }
}
