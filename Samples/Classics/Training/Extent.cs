using Toolkit.Data;
using Toolkit.Samples.Classics.Data;
using Toolkit.Training;

namespace Toolkit.Samples.Classics.Training;

/// <summary>How much of an experiment is run.</summary>
/// <param name="Images">The most training images, drawn at random.</param>
/// <param name="Epochs">The most epochs.</param>
/// <param name="TestImages">The most test images, drawn at random.</param>
internal sealed record Extent(int Images, int Epochs, int TestImages = 2000)
{
    private const int Seed = 1;

    /// <summary>All of it.</summary>
    public static Extent Whole { get; } = new(int.MaxValue, int.MaxValue, int.MaxValue);

    /// <summary>That much of the images, and of the epochs. What is left out is said.</summary>
    public (Sets Images, FineTuningOptions Recipe) Of(Sets sets, FineTuningOptions recipe)
    {
        var taken = new Sets(Take(sets.Train, Images), Take(sets.Test, TestImages));
        var epochs = Math.Min(Epochs, recipe.Epochs);
        Console.WriteLine(
            $"{Part(taken.Train.Count, sets.Train.Count)} training images, {Part(taken.Test.Count, sets.Test.Count)} test images, "
            + $"{Part(epochs, recipe.Epochs)} epochs");
        return (taken, recipe with { Epochs = epochs, FrozenEpochs = Math.Min(recipe.FrozenEpochs, epochs) });
    }

    private static IImageDataset Take(IImageDataset images, int count) => count >= images.Count ? images : images.TakeRandom(count, Seed);

    private static string Part(int taken, int all) => taken == all ? $"{all:N0}" : $"{taken:N0} of {all:N0}";
}
