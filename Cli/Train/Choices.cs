using Toolkit.Cli.Catalog;
using Toolkit.Pretrained;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary>What is chosen for a data set and a machine where the command line says nothing, and why.</summary>
/// <param name="Network">Name in the catalog.</param>
/// <param name="Weights">Name in the catalog of weights.</param>
/// <param name="Size">Height and width of the network's input.</param>
/// <param name="FrozenEpochs">Epochs in which only the head learns.</param>
/// <param name="UnfrozenEpochs">Epochs in which all layers learn.</param>
/// <param name="Recipe">All other numbers, by name.</param>
/// <param name="Reasons">A sentence each.</param>
internal sealed record Choices(
    string Network, string Weights, int Size, int FrozenEpochs, int UnfrozenEpochs, string Recipe, IReadOnlyList<string> Reasons)
{
    private const int FewImages = 2000, WholeSize = 224, LeastSize = 64, SizeStep = 16;

    /// <summary>Images that ResNet18 learns from with all layers, in a second on one core, at 224 pixels.</summary>
    private const double ImagesPerSecond = 9;

    private const double MinutesForAllLayers = 15;

    /// <param name="images">How many there are to train on.</param>
    /// <param name="shorterSide">The middle of their shorter sides.</param>
    /// <param name="network">What the command line says; null: nothing.</param>
    /// <param name="weights">What the command line says; null: nothing.</param>
    /// <param name="size">What the command line says; null: nothing.</param>
    /// <param name="recipe">What the command line says; null: nothing.</param>
    public static Choices For(int images, int shorterSide, string? network, string? weights, int? size, string? recipe)
    {
        var reasons = new List<string>();
        var start = weights ?? WeightsFor(network, reasons);
        network ??= NetworkFor(start);
        size ??= SizeFor(shorterSide, reasons);
        var name = recipe ?? RecipeFor(images, start, reasons);
        var numbers = Recipes.Named(name, size.Value);
        var unfrozen = UnfrozenEpochsFor(images, size.Value, numbers.Epochs - numbers.FrozenEpochs, isGiven: recipe is not null, reasons);
        return new(network, start, size.Value, start == "none" ? 0 : numbers.FrozenEpochs, unfrozen, name, reasons);
    }

    /// <summary>The network that weights are of.</summary>
    public static string NetworkFor(string weights) => WeightsCatalog.Entries.FirstOrDefault(entry => entry.Name == weights)?.Network ?? "resnet18";

    private static string WeightsFor(string? network, List<string> reasons)
    {
        if (network is not null and not "resnet18")
        {
            var own = WeightsCatalog.Entries.FirstOrDefault(entry => entry.Network == network)?.Name ?? "none";
            reasons.Add(own == "none"
                ? $"there are no published weights of {network}: it starts from random ones"
                : $"{own} are the published weights of {network}");
            return own;
        }
        var found = DefaultWeights.Name ?? "none";
        reasons.Add(found == "none"
            ? "no pretrained weights can be read: the network starts from random ones"
            : $"the network of {found}, weights that come with the program");
        return found;
    }

    // Small images are enlarged, since the first layers of networks for 224 pixels make small maps soon.
    private static int SizeFor(int shorterSide, List<string> reasons)
    {
        var size = Math.Clamp((int)(2.5 * shorterSide) / SizeStep * SizeStep, LeastSize, WholeSize);
        reasons.Add($"{size}×{size} pixels, since the images have {shorterSide} on their shorter side");
        return size;
    }

    private static string RecipeFor(int images, string weights, List<string> reasons)
    {
        var (recipe, reason) = weights == "none" ? ("scratch", "nothing is pretrained") : images <= FewImages
            ? ("photographs", $"{images} images are few")
            : ("fine-tune", $"{images} images are many");
        reasons.Add($"the recipe {recipe}, since {reason}");
        return recipe;
    }

    /// <summary>Those of the recipe; where nobody has asked for it, no more than the time for them allows.</summary>
    private static int UnfrozenEpochsFor(int images, int size, int most, bool isGiven, List<string> reasons)
    {
        var seconds = images / (ImagesPerSecond * Environment.ProcessorCount) * size * size / WholeSize / WholeSize;
        var epochs = isGiven ? most : Math.Clamp((int)(60 * MinutesForAllLayers / Math.Max(seconds, 1e-3)), 1, most);
        reasons.Add(FormattableString.Invariant(
            $"{epochs} epoch(s) of all layers, about {seconds * epochs / 60:F1} min on {Environment.ProcessorCount} cores"));
        return epochs;
    }
}
