using System.CommandLine;
using Toolkit.Cli;
using Toolkit.Cli.Catalog;
using Toolkit.Cli.Export;
using Toolkit.Cli.Features;
using Toolkit.Cli.Inspection;
using Toolkit.Cli.Prediction;
using Toolkit.Cli.Train;

return new RootCommand("Transfer learning with ML.NET from the command line: models that ml.TransferLearning().Save wrote, and files of weights.")
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
}.Parse(args).Invoke();
