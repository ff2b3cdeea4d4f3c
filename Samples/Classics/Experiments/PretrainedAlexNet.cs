using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Samples.Classics.Data;
using Toolkit.Samples.Classics.Training;
using Toolkit.Training;

namespace Toolkit.Samples.Classics.Experiments;

/// <summary>
/// AlexNet's weights in a form for 32 pixels, whose first kernels are the middle of AlexNet's, by the recipe in two phases. Without torchvision's
/// trained file, the run is on one that torchvision writes from random weights: it shows loading, freezing and unfreezing, and its accuracy says nothing.
/// </summary>
internal sealed record PretrainedAlexNet() : Experiment(
    "pretrained-alexnet-cifar10", "AlexNet from torchvision's file on photographs of 32 pixels: first the head alone, then all layers")
{
    private const string Network = "alexnet32", File = "alexnet.imagenet1k_v1";

    private static readonly Extent Brief = new(Images: 1000, Epochs: 4, TestImages: 500);

    public override string Published => "the backbone stays while it is frozen and learns afterwards";

    public override bool IsQuick => false;

    public override Outcome Run(Session session)
    {
        var (images, recipe) = session.ExtentOf(Brief).Of(session.Data.Load(DataSet.Cifar10), Recipes.Cifar10(Network));
        recipe = recipe with { FrozenEpochs = Math.Min(recipe.FrozenEpochs, recipe.Epochs / 2) };
        using var network = NetworkCatalog.Create(Network, images.Train.ClassNames.Count, new NetworkOptions { Seed = 1 });
        Console.WriteLine(Load(network));
        using var watch = new BackboneWatch(network);
        var accuracy = Trial.Run(network, recipe with { Seed = 1, Callbacks = [watch] }, images, session.Cancellation);
        return new($"{watch.Describe()}, {Percent.Text(accuracy)}", watch.Holds);
    }

    private static StateDicts.LoadReport Load(Network network)
    {
        if (Weights.Named(File) is { IsHere: true } published) return published.LoadInto(network);
        Console.WriteLine($"{File} is not here: this run takes a file that torchvision writes, of random weights.");
        return TorchvisionFile.Use("alexnet", path => Weights.File(path).LoadInto(network));
    }
}
