using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Samples.Classics.Data;
using Toolkit.Samples.Classics.Training;
using Toolkit.Training;

namespace Toolkit.Samples.Classics.Experiments;

/// <summary>
/// The recipe in two phases, first the head alone and then all layers at a lowered rate, on small photographs at their own size, against the same
/// network and epochs from random weights. By default 5,000 images and 10 epochs; all images and the recipe's 40 epochs with <c>--full</c>.
/// </summary>
internal sealed record PretrainedResNet() : Experiment(
    "pretrained-resnet-cifar10", "A ResNet from ImageNet against the same from random weights, on 5,000 photographs of 32 pixels")
{
    private const string Network = "resnet18_mlnet", File = "resnet18.mlnet";
    private const double LeastLead = 15;

    private static readonly Extent Usual = new(Images: 5000, Epochs: 10, TestImages: 10_000);

    public override string Published => "at least 15 points above scratch at equal epochs";

    public override bool IsQuick => true;

    public override Outcome Run(Session session)
    {
        var extent = session.ExtentOf(Usual);
        var weights = Weights.Named(File);
        var (images, recipe) = extent.Of(session.Data.Load(DataSet.Cifar10), Recipe(weights.InputSpec!));
        double pretrained = Mean(weights), scratch = Mean(null);
        return new(
            FormattableString.Invariant($"{pretrained:F2} % against {scratch:F2} % from scratch, {pretrained - scratch:F1} points"),
            extent == Usual ? pretrained - scratch >= LeastLead : null);

        double Mean(Weights? start) => session.SeedsOr(1).Average(seed =>
        {
            Console.WriteLine($"{Network} from {start?.Description ?? "scratch"}, seed {seed}");
            using var network = NetworkCatalog.Create(Network, images.Train.ClassNames.Count, new NetworkOptions { Seed = seed });
            start?.LoadInto(network);
            // A random backbone has nothing to keep: all of it learns from the first epoch on.
            var frozenEpochs = start is null ? 0 : Math.Min(recipe.FrozenEpochs, recipe.Epochs / 5);
            return Trial.Run(network, recipe with { FrozenEpochs = frozenEpochs, Seed = seed }, images, session.Cancellation);
        });
    }

    /// <summary>
    /// The recipe of CIFAR-10 with rates that rise and fall in each phase. Whole images while the backbone is frozen: its features are then computed once.
    /// </summary>
    private static FineTuningOptions Recipe(InputSpec weights)
    {
        var recipe = Recipes.Cifar10(Network);
        return recipe with
        {
            Input = recipe.Input! with { Mean = weights.Mean, Std = weights.Std },
            UnfrozenLearningRate = 1e-3,
            Schedule = Schedule.OneCycle(),
            AugmentWhileFrozen = false,
        };
    }
}
