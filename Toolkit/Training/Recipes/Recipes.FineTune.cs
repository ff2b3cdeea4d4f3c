namespace Toolkit.Training;

public static partial class Recipes
{
    /// <summary>
    /// Some thousand images and a pretrained network, as fastai's <c>fine_tune</c> has it (Howard and Gugger 2020): one epoch of the head at twice the rate,
    /// then all layers by a cycle of the rate, from a hundredth of it in the first layers to the whole in the head; AdamW that decays neither biases nor
    /// normalisation; batches of 64.
    /// </summary>
    /// <remarks>
    /// Other than there: statistics of batch normalisation stay while the backbone is frozen, so that its features are computed once, and momentum does
    /// not fall while the rate rises.
    /// </remarks>
    /// <param name="size">Height and width in pixels of the network's input; at least 8. Default 224.</param>
    /// <param name="epochs">Unfrozen epochs; at least 1. Default 4.</param>
    /// <param name="rate">Rate of the head while all layers learn; above 0. Default 1e-3, half of fastai's first rate.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 8.</exception>
    public static FineTuningOptions FineTune(int size = WholeSize, int epochs = 4, double rate = 1e-3) => new()
    {
        Epochs = 1 + epochs,
        FrozenEpochs = 1,
        AugmentWhileFrozen = false,
        BatchSize = 64,
        LearningRate = 2 * rate,
        UnfrozenLearningRate = rate,
        FirstLayerGroupRateFactor = 0.01,
        Optimizer = Optimizer.AdamW(weightDecay: 0.01, beta2: 0.99, epsilon: 1e-5),
        WeightDecayOnBiasAndNorm = false,
        Schedule = Schedule.OneCycle(),
        Input = Square(size),
        Augmentation = Pieces(size, smallest: 0.35),
    };
}
