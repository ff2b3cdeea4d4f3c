using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.Training;

namespace Toolkit.Samples;

/// <summary>What a training starts from.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Weights">Pretrained weights, or null for random ones.</param>
/// <param name="FrozenEpochs">Epochs in which only the head learns.</param>
/// <param name="Rate">Learning rate of all layers, when all of them learn.</param>
internal sealed record Start(string Name, Weights? Weights, int FrozenEpochs, double Rate)
{
    private const double HeadRate = 1e-3;

    /// <summary>
    /// Pretrained weights, and random ones beside them where the command line asks for a comparison. Where the weights cannot be had, that
    /// is said, and random ones are all there is.
    /// </summary>
    public static IReadOnlyList<Start> Of(SampleOptions options)
    {
        var scratch = new Start("scratch", null, 0, options.ScratchRate);
        var name = options.Weights ?? DefaultWeights(options.Network);
        if (name == "none") return [scratch];
        try
        {
            var weights = File.Exists(name) ? Weights.File(name) : Weights.Named(name);
            _ = weights.Read();  // what cannot be downloaded or read is known before anything is trained
            var pretrained = new Start(weights.Description, weights, options.FrozenEpochs, options.Rate);
            return options.Scratch ? [pretrained, scratch] : [pretrained];
        }
        catch (WeightsException unavailable) when (options.Weights is null)
        {
            Console.WriteLine($"No pretrained weights: {unavailable.Message}");
            return [scratch];
        }
    }

    /// <summary>The recipe of CIFAR-10 with this start's rates.</summary>
    public FineTuningOptions Recipe(SampleOptions options, InputSpec input)
    {
        var recipe = Recipes.Cifar10(options.Network, options.Size);
        return recipe with
        {
            Input = input,
            Epochs = options.Epochs,
            FrozenEpochs = FrozenEpochs,
            LearningRate = FrozenEpochs == 0 ? Rate : HeadRate,
            UnfrozenLearningRate = Rate,
            Schedule = Schedule.OneCycle(),
            AugmentWhileFrozen = false, // features of whole images, computed once: a head learns more from them in fewer steps
            Augmentation = options.LightAugmentation
                ? [.. recipe.Augmentation!.Where(step => step is RandomCrop or RandomHorizontalFlip)]
                : recipe.Augmentation,
        };
    }

    private static string DefaultWeights(string network) => network switch
    {
        "resnet18_mlnet" or "resnet18" => "resnet18.mlnet",
        "alexnet32" => "alexnet.imagenet1k_v1",
        _ => $"{network}.imagenet1k_v1",
    };
}
