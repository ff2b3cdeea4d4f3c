using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Toolkit.Networks;
using Toolkit.Pretrained;

namespace Toolkit.Cli.Catalog;

/// <summary><c>toolkit weights</c>: the weights that are known by name, and <c>toolkit weights NAME</c>: where their file is, downloaded where need be.</summary>
internal static class WeightsCommand
{
    private static readonly Argument<string?> Name = new("name")
    {
        Description = "Weights to fetch, or a pattern with * to list by",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create()
    {
        var command = new Command(
            "weights",
            "Lists the weights that are known by name; of one name, downloads the file where need be and prints its path.\n\nExamples:\n"
            + "  toolkit weights \"resnet*\"\n  toolkit weights resnet18.imagenet1k_v1")
        {
            Name, Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Run(parsed.GetValue(Name) ?? "*", new Report(parsed.GetValue(Report.JsonOption)))));
        return command;
    }

    private static void Run(string name, Report report)
    {
        if (name.Contains('*') || name.Contains('?')) List(name, report);
        else Fetch(name, report);
        report.End();
    }

    private static void Fetch(string name, Report report)
    {
        var path = Weights.Named(name).Locate();
        report.Say(path);
        report.Value("path", path);
    }

    private static void List(string pattern, Report report)
    {
        WeightsEntry[] entries = [.. Weights.List(pattern).Select(WeightsCatalog.Find)];
        var table = new Table().SimpleBorder().AddColumns("weights", "network", "MB", "top-1", "licence", "from");
        foreach (var entry in entries)
            table.AddRow(
                entry.Name, entry.Network, Text(entry.Size / 1e6, "F0"), entry.Top1 is { } top1 ? Text(top1, "F2") + " %" : "", entry.Licence.EscapeMarkup(),
                entry.Package ?? entry.Url!.Host);
        report.Show(table);
        report.Value("weights", entries.Select(entry => new { entry.Name, entry.Network, entry.Size, entry.Top1, entry.Licence, entry.Package, entry.Url }));
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
