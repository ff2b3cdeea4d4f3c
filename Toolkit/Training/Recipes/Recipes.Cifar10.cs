using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.Networks;

namespace Toolkit.Training;

public static partial class Recipes
{
    /// <summary>
    /// CIFAR-10: random crop with a padding of an eighth (4 of 32 pixels), horizontal flip, colour jitter (0.2, 0.2, 0.2, hue 0.1),
    /// rotation by up to 15°, the data set's mean and standard deviation; batches of 64; Adam at 1e-3 with weight decay 1e-4; 40 epochs,
    /// for AlexNet 20; the first 5 with everything but the head frozen, then all layers at 1e-4; the rate is halved after 2 epochs
    /// without progress.
    /// </summary>
    /// <param name="network">Name in the <see cref="NetworkCatalog"/>.</param>
    /// <param name="size">
    /// Height and width in pixels that the images are resized to; at least 8. Default 32, their own. 64 costs four times as much and suits
    /// networks whose first layers make maps small quickly, as torchvision's ResNets do.
    /// </param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists near names.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 8.</exception>
    public static FineTuningOptions Cifar10(string network, int size = 32)
    {
        NetworkCatalog.CheckName(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 8);
        return new FineTuningOptions
        {
            Epochs = network.StartsWith("alexnet", StringComparison.OrdinalIgnoreCase) ? 20 : 40,
            LearningRate = 1e-3,
            UnfrozenLearningRate = 1e-4,
            BatchSize = 64,
            Optimizer = Optimizer.Adam(weightDecay: 1e-4),
            Schedule = Schedule.ReduceOnPlateau(factor: 0.5, patience: 2),
            Input = InputSpec.Cifar10 with { Height = size, Width = size, ResizeShorterSide = size },
            Augmentation =
            [
                new RandomCrop(size, size / 8),
                new RandomHorizontalFlip(),
                new ColorJitter(0.2, 0.2, 0.2, 0.1),
                new RandomRotation(15),
            ],
        };
    }
}
