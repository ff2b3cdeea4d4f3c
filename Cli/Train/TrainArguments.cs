using System.CommandLine;
using Toolkit.Cli.Options;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary>What <c>toolkit train</c> can be told.</summary>
internal static class TrainArguments
{
    private const double MostMinutes = 24 * 60;

    public static readonly Argument<string?> Photos = new("photos")
    {
        Description = "A folder with one folder a class, a zip file of such, a folder with train/ and val/ or test/, or a CSV file with the columns path, "
            + "label (a class, or several labels with ';' between them) and, where images belong together, group",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static readonly Option<string?>
        Output = new("--output", "-o") { Description = "Folder of the run; else runs/ and the time" },
        Resume = new("--resume") { Description = "Go on with the run in this folder, bit for bit; --epochs may be more than before; else a new run begins" },
        Validation = new("--validation") { Description = "Images that every epoch is judged on; else those beside the training images, or a fifth of these" },
        NetworkName = new("--network") { Description = "Name of the network (toolkit networks); else that of the weights" },
        From = new("--from")
        {
            Description = "Go on with the training of this model, with more images or other classes; network, weights and size are its own; "
                + "else it begins with pretrained weights",
        },
        WeightsName = new("--weights") { Description = "Name of pretrained weights (toolkit weights), a file, or none; else those of the network" };

    public static readonly Option<string?> Recipe = ChoiceOption.Of(
        "--recipe",
        $"All numbers that are not said: {string.Join(", ", Recipes.Names)}; else photographs, fine-tune or scratch, by images and weights",
        Recipes.Names);

    public static readonly Option<int?>
        Size = NumberOption.AtLeast("--size", 8, "Height and width of the network's input; else by the size of the images"),
        Epochs = NumberOption.AtLeast("--epochs", 1, "Epochs, the frozen ones included; else the recipe's, or fewer where they would take long"),
        FrozenEpochs = NumberOption.AtLeast("--frozen-epochs", 0, "First epochs, in which only the head learns; else the recipe's share of all"),
        BatchSize = NumberOption.AtLeast("--batch-size", 1, "Images a step; else the recipe's"),
        Patience = NumberOption.AtLeast("--patience", 0, "Epochs without progress that are waited for; the next one ends the training; else all are trained");

    public static readonly Option<double?>
        Rate = NumberOption.Positive("--rate", "Learning rate of the head; else the recipe's"),
        UnfrozenRate = NumberOption.Positive("--unfrozen-rate", "Learning rate of all layers; else the recipe's"),
        MinimumChange = NumberOption.AtLeast("--min-delta", 0.0, "How much better is progress for --patience; else any progress counts"),
        AcceptedErrors = NumberOption.Share(
            "--accept-errors",
            "Largest share of wrong answers among those that are given, such as 0.02, others being none of the classes; else every image is answered");

    public static readonly Option<double?> Search = NumberOption.Between(
        "--search", 0, MostMinutes,
        "Minutes in which networks, rates and augmentation are tried first; what --network, --weights or --rate say stays; else nothing is searched");

    public static readonly Option<EarlyStoppingMetric> Metric =
        ChoiceOption.Of(
        "--metric", "What --patience looks at of the validation images, accuracy being mAP of several labels, and R² of numbers", EarlyStoppingMetric.Loss);

    public static readonly Option<bool> ScaleRate = new("--scale-rate")
    {
        Description = "Under mpirun: multiply the learning rates by the number of processes, whose batches together make a step",
    };

    public static readonly Option<bool> Calibrate = new("--calibrate")
    {
        Description = "Calibrate the probabilities on the validation images (temperature scaling)",
    };

    public static readonly Option<int> Seed = new("--seed") { Description = "Of everything random", DefaultValueFactory = _ => 1 };
}
