using System.CommandLine;
using Toolkit.Samples.Classics.Data;

namespace Toolkit.Samples.Classics;

/// <summary>What can be said on the sample's command line.</summary>
internal static class CommandLine
{
    private static readonly Argument<string[]> NamesArgument = new("names")
    {
        Description = "Experiments, one after the other; or list, which tells their names and what each shows",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool>
        FullOption = new("--full") { Description = "Run experiments whole that would take hours, and are short by default" };

    private static readonly Option<string?>
        DataOption = new("--data") { Description = "Folder with mnist/, fashion-mnist/, cifar10/ and hymenoptera/; else $TOOLKIT_DATA, else data" };

    private static readonly Option<string>
        OutputOption = new("--output") { Description = "Folder for plots", DefaultValueFactory = _ => "output" };

    private static readonly Option<int?>
        SeedsOption = Count("--seeds", "How many times to train, each time from other random numbers; the figure is the mean's"),
        ImagesOption = Count("--images", "At most so many training and test images, for a first try"),
        EpochsOption = Count("--epochs", "At most so many epochs, for a first try");

    /// <summary>Parses the command line and runs the sample, or prints help or errors.</summary>
    public static int Run(string[] args, Action<IReadOnlyList<string>, Session> run)
    {
        var command = new RootCommand("The classic experiments of deep learning's textbooks and papers.")
        {
            NamesArgument, FullOption, DataOption, SeedsOption, ImagesOption, EpochsOption, OutputOption,
        };
        return SampleCommand.Run(command, args, (line, cancellation) => run(line.GetValue(NamesArgument)!, new Session
        {
            Data = new DataSets(line.GetValue(DataOption)),
            Full = line.GetValue(FullOption),
            Seeds = line.GetValue(SeedsOption),
            Images = line.GetValue(ImagesOption),
            Epochs = line.GetValue(EpochsOption),
            Output = line.GetValue(OutputOption)!,
            Cancellation = cancellation,
        }));
    }

    private static Option<int?> Count(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1) result.AddError($"{name} must be at least 1.");
        });
        return option;
    }
}
