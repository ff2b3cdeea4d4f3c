using System.CommandLine;
using Spectre.Console;
using Toolkit.Networks;
using Toolkit.Pretrained;

namespace Toolkit.Cli.Catalog;

/// <summary><c>toolkit networks</c>: the networks that can be trained.</summary>
internal static class NetworksCommand
{
    public static Command Create()
    {
        var command = new Command("networks", "Lists the networks that can be trained, with their published weights.") { Report.JsonOption };
        command.SetAction(parsed => Mistakes.Print(() => List(new Report(parsed.GetValue(Report.JsonOption)))));
        return command;
    }

    private static void List(Report report)
    {
        var weights = WeightsCatalog.Entries.ToLookup(entry => entry.Network, entry => entry.Name);
        var table = new Table().SimpleBorder().AddColumns("network", "weights");
        foreach (var name in NetworkCatalog.Names) table.AddRow(name, string.Join(", ", weights[name]));
        report.Show(table);
        report.Value("networks", NetworkCatalog.Names.Select(name => new { name, weights = weights[name] }));
        report.End();
    }
}
