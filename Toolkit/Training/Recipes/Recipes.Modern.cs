using Toolkit.Augmentation;

namespace Toolkit.Training;

public static partial class Recipes
{
    /// <summary>
    /// A pretrained network and time for more epochs, with what recipes of today have (Wightman et al. 2021, "ResNet strikes back"; torchvision's): AdamW that
    /// decays neither biases nor normalisation, a cosine with warm-up, label smoothing, TrivialAugment, random erasing, mixup or CutMix, and the running mean
    /// of the weights.
    /// </summary>
    /// <param name="size">Height and width in pixels of the network's input; at least 8. Default 224.</param>
    /// <param name="epochs">At least 2, the first of which is frozen. Default 16.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 8.</exception>
    public static FineTuningOptions Modern(int size = WholeSize, int epochs = 16) => new()
    {
        Epochs = epochs,
        FrozenEpochs = 1,
        AugmentWhileFrozen = false,
        BatchSize = 64,
        LearningRate = 2e-3,
        UnfrozenLearningRate = 1e-3,
        FirstLayerGroupRateFactor = 0.1,
        Optimizer = Optimizer.AdamW(weightDecay: 0.05),
        WeightDecayOnBiasAndNorm = false,
        Schedule = Schedule.Cosine(warmupEpochs: 1),
        LabelSmoothing = 0.1,
        Input = Square(size),
        Augmentation = [.. Pieces(size, smallest: 0.25), new TrivialAugmentWide(), new RandomErasing(probability: 0.1)],
        Callbacks = [new MixupOrCutMix(new Mixup(probability: 0.5), new CutMix(probability: 0.5)), new WeightAveraging(decay: 0.99)],
    };
}
