namespace Toolkit.Training;

public static partial class Recipes
{
    /// <summary>
    /// A network with random weights: SGD at 0.05 with Nesterov's momentum and weight decay, which leaves out biases and normalisation, a cosine with five
    /// epochs of warm-up, label smoothing (He et al. 2019, "Bag of tricks for image classification"). It takes many images, or many epochs.
    /// </summary>
    /// <param name="size">Height and width in pixels of the network's input; at least 8. Default 224.</param>
    /// <param name="epochs">At least 1. Default 40.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 8.</exception>
    public static FineTuningOptions FromScratch(int size = WholeSize, int epochs = 40) => new()
    {
        Epochs = epochs,
        FrozenEpochs = 0,
        BatchSize = 64,
        LearningRate = 0.05,
        Optimizer = Optimizer.Sgd(momentum: 0.9, weightDecay: 5e-4, nesterov: true),
        WeightDecayOnBiasAndNorm = false,
        Schedule = Schedule.Cosine(warmupEpochs: 5),
        LabelSmoothing = 0.1,
        Input = Square(size),
        Augmentation = Pieces(size, smallest: 0.35),
    };
}
