using System.CommandLine;
using Toolkit.Cli.Prediction;
using Toolkit.Inspection;
using Toolkit.Networks;

namespace Toolkit.Cli.Inspection;

/// <summary><c>toolkit summary resnet18</c>: the layers of a network.</summary>
internal static class SummaryCommand
{
    private static readonly Argument<string> NetworkOrModel = new("network") { Description = "Name of a network, or a model file" };

    private static readonly Option<int?> Size = new("--size") { Description = "Height and width of the images; else the network's own" };

    private static readonly Option<int> Classes = new("--classes") { Description = "Classes of a network by name", DefaultValueFactory = _ => 1000 };

    public static Command Create()
    {
        var command = new Command(
            "summary",
            "Prints the layers of a network: output shape, parameters, multiply-adds, receptive field, memory.\n\nExamples:\n  toolkit summary resnet18 --size 64")
        {
            NetworkOrModel, Size, Classes, Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Print(parsed)));
        return command;
    }

    private static void Print(ParseResult parsed)
    {
        var report = new Report(parsed.GetValue(Report.JsonOption));
        var name = parsed.GetValue(NetworkOrModel)!;
        using var model = File.Exists(name) ? ImageModel.Load(name) : null;
        using var network = model is null ? NetworkCatalog.Create(name, parsed.GetValue(Classes)) : null;
        var summary = NetworkSummary.Of(model?.Network ?? network!, parsed.GetValue(Size));
        report.Say(summary.Format());
        report.Value("network", summary.Name);
        report.Value("parameters", summary.Parameters);
        report.Value("multiplyAdds", summary.MultiplyAdds);
        report.Value("layers", summary.Layers);
        report.End();
    }
}
