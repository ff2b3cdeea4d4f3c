using Toolkit.Data;
using Toolkit.LibTorch;
using Toolkit.Text;

namespace Toolkit.Training;

/// <summary>
/// Chooses network, learning rate of the head, and augmentation by trying them on frozen features, which are computed once for a network and an augmentation:
/// successive halving (Jamieson and Talwalkar 2016). All candidates train a head for a few epochs; the better half trains anew for twice as many, and so on
/// until one is left. The better one has the lower validation loss rather than the higher accuracy, which many share where validation images are few.
/// </summary>
/// <example>
/// <code>
/// var found = FineTuningSearch.Run(train, validation, SearchCandidate.Combine(networks), TimeSpan.FromMinutes(5), options);
/// Console.WriteLine(found.Reason);
/// options = options with { LearningRate = found.Chosen.LearningRate, AugmentWhileFrozen = found.Chosen.AugmentedVersions > 0 };
/// </code>
/// </example>
public static class FineTuningSearch
{
    /// <summary>Rates of the head that are tried unless others are given: from 1e-4 to 1e-2, three times as much from one to the next.</summary>
    public static IReadOnlyList<double> LearningRates { get; } = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2];

    /// <summary>
    /// Searches. With time enough, the choice follows from images, candidates and seed alone.
    /// </summary>
    /// <param name="train">At least two images of at least two classes.</param>
    /// <param name="validation">Judges the candidates; never pass the test set.</param>
    /// <param name="candidates">
    /// At least one. Features are computed of the images as they are for network after network in this order, then of their random versions, in four fifths of
    /// the time. Whose would take longer is left out.
    /// </param>
    /// <param name="budget">
    /// How long the search may take, above 0. The features of the first candidate and its first round are always completed, even where they take longer.
    /// </param>
    /// <param name="training">
    /// How the head is trained: batch size, optimizer, schedule, augmentation, the bytes that all features together may take, seed and the like. Epochs, rates
    /// and callbacks make no difference. Null: the defaults.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="tell">Is told what happens, a sentence each; null for nobody.</param>
    /// <param name="cancellation">Ends the search without a result.</param>
    /// <exception cref="ArgumentException">
    /// The images are not for classification, there are too few of them or no candidates, a number is out of its range, or none of the candidates can be tried.
    /// </exception>
    /// <exception cref="Images.UnreadableImageException">An image cannot be read; the exception names it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SearchResult Run(
        IImageDataset train, IImageDataset validation, IReadOnlyList<SearchCandidate> candidates, TimeSpan budget, FineTuningOptions? training = null,
        FineTuningSearchOptions? options = null, Action<string>? tell = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        if (train.Task != LearningTask.Classification)
            throw new ArgumentException($"The search compares classifiers, but the training set is for {train.Task}. Leave it out.", nameof(train));
        CheckCandidates(candidates);
        Require.That(budget > TimeSpan.Zero, budget, "must be above 0, such as TimeSpan.FromMinutes(5)");
        options ??= new FineTuningSearchOptions();
        options.Validate();
        // Nothing but heads learns here, on features that do not change.
        training = (training ?? new FineTuningOptions()) with { Callbacks = [], BatchNormStatistics = BatchNormStatistics.FollowWhileUnfrozen };
        training.Validate();
        if (training.ReuseMemory) MemoryReuse.Enable();
        var images = new ImageBudget(training.ImageMemoryBytes ?? ImageMemory.QuarterOfFree());
        using var run = new SearchRun(
            CachedImages.Over(Sample(train, options.MostImages, training.RunSeed), images),
            CachedImages.Over(Sample(validation, options.MostImages, training.RunSeed), images),
            candidates, new SearchClock(budget), training, tell ?? (_ => { }), cancellation);
        return run.Run(options.FirstEpochs);
    }

    private static void CheckCandidates(IReadOnlyList<SearchCandidate> candidates)
    {
        Require.NoNulls(candidates);
        Require.AtLeast(1, candidates.Count);
        foreach (var candidate in candidates)
        {
            Require.Positive(candidate.LearningRate, nameof(candidate.LearningRate));
            Require.AtLeast(0, candidate.AugmentedVersions, nameof(candidate.AugmentedVersions));
        }
    }

    private static IImageDataset Sample(IImageDataset images, int most, int seed) =>
        images.Count <= most ? images : images.SplitStratified((double)most / images.Count, seed).Part;
}
