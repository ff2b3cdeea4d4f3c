using System.CommandLine;
using Toolkit.Cli;

return new RootCommand("Transfer learning with ML.NET from the command line: models that ml.TransferLearning().Save wrote, and files of weights.")
{
    PredictCommand.Create(),
    ExportCommand.Create(),
    ConvertCommand.Create(),
}.Parse(args).Invoke();
