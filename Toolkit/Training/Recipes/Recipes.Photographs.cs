namespace Toolkit.Training;

public static partial class Recipes
{
    /// <summary>
    /// Some hundred photographs and a pretrained network: ten epochs of the head alone, on features that are computed once, then four of all layers at a
    /// small rate, which falls to a hundredth towards the first layers; batches of 16; the statistics of batch normalisation stay those of the pretrained
    /// network.
    /// </summary>
    /// <param name="size">Height and width in pixels of the network's input; at least 8. Default 224.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 8.</exception>
    public static FineTuningOptions Photographs(int size = WholeSize) => new()
    {
        Epochs = 14,
        FrozenEpochs = 10,
        AugmentWhileFrozen = false,
        BatchSize = 16,
        LearningRate = 1e-3,
        UnfrozenLearningRate = 2e-5,
        FirstLayerGroupRateFactor = 0.01,
        Schedule = Schedule.OneCycle(),
        BatchNormStatistics = BatchNormStatistics.Keep,
        Input = Square(size),
        Augmentation = Pieces(size, smallest: 0.35),
    };
}
