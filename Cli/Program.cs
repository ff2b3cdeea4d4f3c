using System.CommandLine;
using Toolkit.Cli;

return new RootCommand("Transfer learning with ML.NET: models that ml.TransferLearning().Save wrote, from the command line.")
{
    PredictCommand.Create(),
}.Parse(args).Invoke();
