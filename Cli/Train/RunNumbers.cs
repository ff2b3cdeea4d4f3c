using Toolkit.Cli.Catalog;
using Toolkit.Cli.Tasks;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Training;

namespace Toolkit.Cli.Train;

/// <summary>What a run's configuration stands for: its recipe with the numbers that differ, its weights, its network.</summary>
internal static class RunNumbers
{
    /// <summary>What was chosen, with all other numbers as they are by default.</summary>
    public static RunConfig ToConfig(this Choices choices, string photos)
    {
        var numbers = Recipes.Named(choices.Recipe, choices.Size);
        return new(
            RunConfig.Present, Path.GetFullPath(photos), null, choices.Network, choices.Weights, choices.Recipe, choices.Size,
            choices.Epochs, choices.FrozenEpochs, numbers.BatchSize, numbers.LearningRate, numbers.UnfrozenLearningRate,
            BalanceClasses: false, ValidationFraction: 0.2, Patience: null, EarlyStoppingMetric.Loss, MinimumChange: 0, From: null, Calibrate: false,
            AcceptedErrors: null, Seed: 1, numbers.AugmentWhileFrozen);
    }

    /// <summary>The weights to start from; null for random ones, and for those of a model.</summary>
    public static Weights? ToWeights(this RunConfig config) =>
        config.Weights == WeightsArgument.None || config.From is not null ? null : WeightsArgument.Of(config.Weights);

    /// <summary>The network with its weights and a fresh head, for images of the run's size.</summary>
    public static Network ToNetwork(this RunConfig config, int classes)
    {
        var network = NamedNetwork.Create(config.Network, classes, config.Size, config.Seed);
        config.ToWeights()?.LoadInto(network, new() { FreshHead = true });
        network.InputSpec = config.ToOptions().Input!;
        return network;
    }

    /// <summary>The training's numbers.</summary>
    public static FineTuningOptions ToOptions(this RunConfig config)
    {
        var (recipe, isRandom) = (ImageTask.Of(config.Task).Suited(Recipes.Named(config.Recipe, config.Size)), config.Weights == WeightsArgument.None);
        return recipe with
        {
            Epochs = config.Epochs,
            FrozenEpochs = config.FrozenEpochs,
            BatchSize = config.BatchSize,
            LearningRate = config.Rate,
            UnfrozenLearningRate = config.UnfrozenRate,
            FirstLayerGroupRateFactor = isRandom ? null : recipe.FirstLayerGroupRateFactor,
            BatchNormStatistics = isRandom ? BatchNormStatistics.FollowWhileUnfrozen : recipe.BatchNormStatistics,
            ClassBalancing = config.BalanceClasses ? ClassBalancing.InverseFrequency : ClassBalancing.None,
            AugmentWhileFrozen = config.AugmentWhileFrozen,
            Input = config.From is null ? InputOf(config, recipe.Input!) : null,
            Callbacks = config.Patience is { } patience
                ? [.. recipe.Callbacks, new EarlyStopping(patience, config.MinimumChange, config.Metric)]
                : recipe.Callbacks,
            CalibrateProbabilities = config.Calibrate,
            AcceptedErrorShare = config.AcceptedErrors,
            ScaleRateWithRanks = config.ScaleRate,
            Seed = config.Seed,
        };
    }

    /// <summary>Of the recipe's size, normalised as the weights have it.</summary>
    private static InputSpec InputOf(RunConfig config, InputSpec recipe) => (config.ToWeights()?.InputSpec ?? recipe) with
    {
        Height = recipe.Height,
        Width = recipe.Width,
        ResizeShorterSide = recipe.ResizeShorterSide,
    };
}
