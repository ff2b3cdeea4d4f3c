using Toolkit.Images;
using Toolkit.Training;

namespace Toolkit.Samples.Classics.Experiments;

/// <summary>How the textbook of Zhang et al., "Dive into Deep Learning" (d2l.ai), trains its networks on Fashion-MNIST.</summary>
internal static class DiveIntoDeepLearning
{
    /// <summary>
    /// Ten epochs at one rate, by plain SGD, of pixels from 0 to 1 that are not normalised further. The book trains on all 60,000 images and takes
    /// the last epoch, whose accuracy swings by some points at such rates; here a twentieth is held back, and the epoch that is best on it is taken.
    /// </summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="batchSize">Images of a step.</param>
    /// <param name="size">Height and width in pixels that the images are resized to.</param>
    public static FineTuningOptions Recipe(double rate, int batchSize, int size = 28) => new()
    {
        Epochs = 10,
        FrozenEpochs = 0,
        BatchSize = batchSize,
        Optimizer = Optimizer.Sgd(momentum: 0),
        LearningRate = rate,
        Schedule = Schedule.Constant(),
        Input = new InputSpec(Channels: 1, size, size, Mean: [0], Std: [1], ResizeShorterSide: size),
        Augmentation = [],
        ValidationFraction = 0.05,
    };
}
