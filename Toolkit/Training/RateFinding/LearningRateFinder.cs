using Toolkit.Data;
using Toolkit.LibTorch;
using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>
/// Finds learning rates by trying them (Smith 2017, "Cyclical Learning Rates for Training Neural Networks"): the rate rises exponentially from step
/// to step, and the loss shows at which rates the network learns, and from which on it no longer does. fastai's <c>lr_find</c>.
/// </summary>
/// <example>
/// <code>
/// var curve = LearningRateFinder.Run(network, images, options);
/// options = options with { LearningRate = curve.TenthOfMinimum ?? options.LearningRate };
/// </code>
/// </example>
public static class LearningRateFinder
{
    /// <summary>Trains a few steps. The network is afterwards as it was before, and so are torch's random numbers.</summary>
    /// <param name="network">What is to be trained, with as many classes as the images have.</param>
    /// <param name="train">The training images, of which the validation part is held back as in a training run.</param>
    /// <param name="training">How it is to be trained, callbacks included; its rates and schedule make no difference. Null: the defaults.</param>
    /// <param name="options">Which rates are tried. Null: the defaults.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="ArgumentException">
    /// An option is out of its range or does not suit the network, there are too few images, or they have other classes than the network.
    /// </exception>
    /// <exception cref="Images.UnreadableImageException">An image cannot be read; the exception names it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LearningRateCurve Run(
        Network network, IImageDataset train, FineTuningOptions? training = null, LearningRateFinderOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        var tuner = new FineTuner(network, training);
        options ??= new LearningRateFinderOptions();
        options.Validate();
        if (network.Classes != train.ClassNames.Count)
        {
            throw new ArgumentException(
                $"The network has {network.Classes} classes, but the images have {train.ClassNames.Count}. Call ReplaceHead({train.ClassNames.Count}) before.",
                nameof(train));
        }
        using var before = new NetworkSnapshot(network);
        network.InputSpec = tuner.Options.Input ?? network.InputSpec;
        tuner.CheckAuxiliarySize();
        network.CorrectConvolutions();
        using var counters = new BatchCounters(network);
        using var search = new RateSearch(network, new TrainingData(network, tuner.Options, train, null), options);
        return search.Run(cancellation);
    }
}
