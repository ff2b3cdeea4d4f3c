using System.CommandLine;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary>What <c>toolkit train</c> can be told.</summary>
internal static class TrainArguments
{
    public static readonly Argument<string?> Photos = new("photos")
    {
        Description = "A folder with one folder a class, a zip file of such, a folder with train/ and val/ or test/, or a CSV file with the columns path, "
            + "label and, where images belong together, group",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static readonly Option<string?>
        Output = new("--output", "-o") { Description = "Folder of the run; else runs/ and the time" },
        Resume = new("--resume") { Description = "Go on with the run in this folder, bit for bit; --epochs may be more than before; else a new run begins" },
        Validation = new("--validation") { Description = "Images that every epoch is judged on; else those beside the training images, or a fifth of these" },
        NetworkName = new("--network") { Description = "Name of the network (toolkit networks); else that of the weights" },
        From = new("--from")
        {
            Description = "Go on with the training of this model, with more images or other classes; network and weights are its own; else with pretrained weights",
        },
        WeightsName = new("--weights") { Description = "Name of pretrained weights (toolkit weights), a file, or none; else those of the network" };

    public static readonly Option<string?> Recipe = new("--recipe")
    {
        Description = $"All numbers that are not said: {string.Join(", ", Recipes.Names)}; else photographs, fine-tune or scratch, by the images and weights",
    };

    public static readonly Option<int?>
        Size = new("--size") { Description = "Height and width of the network's input; else by the size of the images" },
        Epochs = new("--epochs") { Description = "Epochs, the frozen ones included; else the recipe's, or fewer where they would take long" },
        FrozenEpochs = new("--frozen-epochs") { Description = "First epochs, in which only the head learns; else the recipe's" },
        BatchSize = new("--batch-size") { Description = "Images a step; else the recipe's" },
        Patience = new("--patience") { Description = "End the training after so many epochs without progress; else all epochs are trained" };

    public static readonly Option<double?>
        Rate = new("--rate") { Description = "Learning rate of the head; else the recipe's" },
        UnfrozenRate = new("--unfrozen-rate") { Description = "Learning rate of all layers; else the recipe's" };

    public static readonly Option<double?> Search = new("--search")
    {
        Description = "Minutes in which networks, rates and augmentation are tried before the training; what is given by --network, --weights or --rate stays; else nothing is searched",
    };

    public static readonly Option<EarlyStoppingMetric> Metric = new("--metric")
    {
        Description = "What --patience looks at: loss or accuracy of the validation images",
        DefaultValueFactory = _ => EarlyStoppingMetric.Loss,
    };

    public static readonly Option<bool> Calibrate = new("--calibrate")
    {
        Description = "Calibrate the probabilities on the validation images (temperature scaling)",
    };

    public static readonly Option<double?> AcceptedErrors = new("--accept-errors")
    {
        Description = "Largest share of wrong answers among those that are given, such as 0.02, others being none of the classes; else every image is answered",
    };

    public static readonly Option<int> Seed = new("--seed") { Description = "Of everything random", DefaultValueFactory = _ => 1 };
}
