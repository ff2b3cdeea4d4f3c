using Toolkit.Cli.Catalog;
using Toolkit.Inspection;
using Toolkit.Pretrained;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary>What is chosen for a data set and a machine where the command line says nothing, and why.</summary>
/// <param name="Network">Name in the catalog.</param>
/// <param name="Weights">Name in the catalog of weights, the path of a file, or <c>none</c>.</param>
/// <param name="Recipe">All other numbers, by name.</param>
/// <param name="Size">Height and width of the network's input.</param>
/// <param name="Epochs">The frozen ones included.</param>
/// <param name="FrozenEpochs">Epochs in which only the head learns.</param>
/// <param name="Reasons">A sentence each.</param>
internal sealed record Choices(
    string Network, string Weights, string Recipe, int Size, int Epochs, int FrozenEpochs, IReadOnlyList<string> Reasons)
{
    private const int FewImages = 2000, WholeSize = 224, LeastSize = 64, SizeStep = 16;

    /// <summary>Multiply-adds of a forward pass that a core trains on in a second: measured with ResNet18, 9 images of 224 pixels.</summary>
    private const double MultiplyAddsPerSecond = 9 * 1.82e9;

    private const double MinutesForAllLayers = 15;

    /// <summary>Chooses.</summary>
    /// <param name="images">How many there are to train on.</param>
    /// <param name="shorterSide">The middle of their shorter sides.</param>
    /// <param name="given">What the command line says.</param>
    public static Choices For(int images, int shorterSide, GivenChoices given)
    {
        var reasons = new List<string>();
        var weights = given.Weights ?? WeightsFor(given.Network, reasons);
        var network = given.Network ?? (weights == WeightsArgument.None ? "resnet18" : WeightsArgument.NetworkOf(weights));
        var size = given.Size ?? SizeFor(shorterSide, reasons);
        var recipe = given.Recipe ?? RecipeFor(images, weights, reasons);
        var numbers = Recipes.Named(recipe, size);
        var (epochs, frozen) = given.Epochs is { } said
            ? (said, ShareOf(said, numbers))
            : (numbers.FrozenEpochs + UnfrozenFor(images, network, size, numbers, isClamped: given.Recipe is null, reasons), numbers.FrozenEpochs);
        return new(network, weights, recipe, size, epochs, FrozenOf(epochs, frozen, weights, given.FrozenEpochs), reasons);
    }

    private static string WeightsFor(string? network, List<string> reasons)
    {
        if (network is not null and not "resnet18")
        {
            var own = WeightsCatalog.Entries.FirstOrDefault(entry => entry.Network == network)?.Name ?? WeightsArgument.None;
            reasons.Add(own == WeightsArgument.None
                ? $"there are no published weights of {network}: it starts from random ones"
                : $"{own} are the published weights of {network}");
            return own;
        }
        var found = DefaultWeights.Name ?? WeightsArgument.None;
        reasons.Add(found == WeightsArgument.None
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
        var (recipe, reason) = weights == WeightsArgument.None ? ("scratch", "nothing is pretrained") : images <= FewImages
            ? ("photographs", $"{images} images are few")
            : ("fine-tune", $"{images} images are many");
        reasons.Add($"the recipe {recipe}, since {reason}");
        return recipe;
    }

    /// <summary>Those of the recipe; where nobody has asked for it, as many as the time for them allows, and at least one.</summary>
    private static int UnfrozenFor(int images, string network, int size, FineTuningOptions recipe, bool isClamped, List<string> reasons)
    {
        using var untrained = NamedNetwork.Create(network, classes: 2, size, seed: 0);
        var seconds = images * (NetworkSummary.Of(untrained, size).MultiplyAdds / MultiplyAddsPerSecond) / Environment.ProcessorCount;
        var epochs = recipe.Epochs - recipe.FrozenEpochs;
        if (isClamped) epochs = Math.Clamp((int)(60 * MinutesForAllLayers / Math.Max(seconds, 1e-3)), 1, epochs);
        reasons.Add(FormattableString.Invariant(
            $"{epochs} epoch(s) of all layers, about {seconds * epochs / 60:F1} min on {Environment.ProcessorCount} cores"));
        return epochs;
    }

    /// <summary>As large a share of the epochs as is frozen in the recipe, but at least one where that has any.</summary>
    private static int ShareOf(int epochs, FineTuningOptions recipe) =>
        recipe.FrozenEpochs == 0 ? 0 : Math.Max(1, epochs * recipe.FrozenEpochs / recipe.Epochs);

    private static int FrozenOf(int epochs, int otherwise, string weights, int? given)
    {
        if (given > epochs) throw new ArgumentException($"--frozen-epochs are the first of all --epochs ({epochs}), and cannot be {given}.");
        if (weights != WeightsArgument.None) return given ?? otherwise;
        return given is null or 0
            ? 0
            : throw new ArgumentException("--frozen-epochs keep pretrained layers as they are, but with --weights none all are random. Leave one of them out.");
    }
}
