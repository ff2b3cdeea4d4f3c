using System.CommandLine;
using System.CommandLine.Invocation;
using Toolkit.Cli;
using Toolkit.Cli.Catalog;
using Toolkit.Cli.Export;
using Toolkit.Cli.Features;
using Toolkit.Cli.Inspection;
using Toolkit.Cli.Prediction;
using Toolkit.Cli.Train;
using Toolkit.Text;
using Toolkit.Training;

// mpirun gives every process a terminal of its own, and collects what it prints: control codes would get into files.
if (GradientExchange.IsUnderMpi) Environment.SetEnvironmentVariable("TERM", "dumb");
var command = new RootCommand("Transfer learning with ML.NET from the command line: models that ml.TransferLearning().Save wrote, and files of weights.")
{
    TrainCommand.Create(),
    FindRateCommand.Create(),
    EvaluateCommand.Create(),
    PredictCommand.Create(),
    ExportCommand.Create(),
    ConvertCommand.Create(),
    FeaturizeCommand.Create(),
    SimilarCommand.Create(),
    NetworksCommand.Create(),
    WeightsCommand.Create(),
    SummaryCommand.Create(),
    GradCamCommand.Create(),
    AugmentCommand.Create(),
};
var parsed = command.Parse(args.Length == 0 ? ["--help"] : args);
if (parsed.Action is not ParseErrorAction) return parsed.Invoke();

// One line each, as of all mistakes, rather than the help on the output stream, where other programs expect results.
if (parsed.CommandResult.Command is RootCommand)
{
    string[] names = [.. command.Subcommands.Select(known => known.Name)];
    Mistakes.PrintLine($"There is no command \"{args[0]}\".{NearNames.Hint(args[0], names)} The commands are {string.Join(", ", names)}.");
    return 1;
}
foreach (var error in parsed.Errors) Mistakes.PrintLine(error.Message);
Mistakes.PrintLine($"See toolkit {parsed.CommandResult.Command.Name} --help.");
return 1;
