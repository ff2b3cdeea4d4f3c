using System.CommandLine;
using System.Globalization;
using Toolkit.Cli.Data;
using Toolkit.Networks;
using Toolkit.Reporting;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary><c>toolkit find-lr photos</c>: learning rates by trying them.</summary>
internal static class FindRateCommand
{
    private static readonly Argument<string> Photos = new("photos") { Description = "Class folders, a zip file of them, or a CSV file" };

    private static readonly Option<string?>
        NetworkName = new("--network") { Description = "Name of the network; else resnet18" },
        WeightsName = new("--weights") { Description = "Name of pretrained weights, a file, or none; else those of the network" },
        Output = new("--output", "-o") { Description = "Draw the curve into this SVG file; else none is drawn" };

    private static readonly Option<int?> Size = new("--size") { Description = "Height and width of the network's input; else by the size of the images" };

    private static readonly Option<bool> All = new("--all-layers") { Description = "Try rates of all layers rather than of the head alone" };

    public static Command Create()
    {
        var command = new Command(
            "find-lr",
            "Tries learning rates from small to large, and prints those that follow from the loss.\n\nExamples:\n  toolkit find-lr photos --output rates.svg")
        {
            Photos, NetworkName, WeightsName, Size, All, Output, Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Find(parsed)));
        return command;
    }

    private static void Find(ParseResult parsed)
    {
        var report = new Report(parsed.GetValue(Report.JsonOption));
        var data = CheckedImages.Open(parsed.GetValue(Photos)!, null, report);
        var choices = Choices.For(data.Train.Count, data.MedianShorterSide, parsed.GetValue(NetworkName), parsed.GetValue(WeightsName), parsed.GetValue(Size), recipe: null);
        var config = RunConfig.Of(choices, parsed.GetValue(Photos)!);
        using var network = NetworkCatalog.Create(choices.Network, data.Train.ClassNames.Count, new NetworkOptions { Seed = config.Seed });
        config.ToWeights()?.LoadInto(network, new() { FreshHead = true });
        var options = config.ToOptions();
        var curve = LearningRateFinder.Run(network, data.Train, options with { Epochs = 1, FrozenEpochs = parsed.GetValue(All) ? 0 : 1 });
        if (parsed.GetValue(Output) is { } path) LearningRatePlot.Save(Path.GetFullPath(path), curve);
        report.Say(string.Create(CultureInfo.InvariantCulture, $"steepest {curve.Steepest:G3}, a tenth of the lowest {curve.TenthOfMinimum:G3}"));
        report.Value("steepest", curve.Steepest);
        report.Value("tenthOfMinimum", curve.TenthOfMinimum);
        report.End();
    }
}
