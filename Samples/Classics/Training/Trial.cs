using Toolkit.Data;
using Toolkit.Networks;
using Toolkit.Samples.Classics.Data;
using Toolkit.Training;

namespace Toolkit.Samples.Classics.Training;

/// <summary>One training, and the test after it.</summary>
internal static class Trial
{
    /// <summary>
    /// Trains, with a line for every epoch, and tests once. Where the recipe holds a part of the training images back, the weights of the
    /// epoch that is best on these are the ones that are tested, else those of the last epoch.
    /// </summary>
    /// <returns>The accuracy on the test images, in percent.</returns>
    /// <exception cref="OperationCanceledException">Cancelled: the accuracy of half a training would say nothing.</exception>
    public static double Run(Network network, FineTuningOptions recipe, Sets images, CancellationToken cancellation)
    {
        Train(network, recipe, images.Train, cancellation);
        return TestAccuracy(network, images.Test, cancellation);
    }

    /// <summary>The accuracy on the test images, in percent.</summary>
    public static double TestAccuracy(Network network, IImageDataset test, CancellationToken cancellation) =>
        100 * Evaluator.Run(network, test, cancellation: cancellation).Accuracy;

    private static void Train(Network network, FineTuningOptions recipe, IImageDataset train, CancellationToken cancellation)
    {
        var tuner = new FineTuner(network, recipe);
        var result = TrainingProgress.Show(recipe.Epochs, progress =>
        {
            tuner.IterationCompleted += progress.OnIteration;
            tuner.EpochCompleted += progress.OnEpoch;
            return tuner.Fit(train, cancellation: cancellation);
        });
        if (result.StopReason is { } reason) Console.WriteLine(reason);
        cancellation.ThrowIfCancellationRequested();
    }
}
