namespace Toolkit.Training;

/// <summary>What <see cref="FineTuningSearch"/> chooses among.</summary>
/// <param name="Network">The network with its weights.</param>
/// <param name="LearningRate">Of the head, above 0.</param>
/// <param name="AugmentedVersions">
/// Random versions of every training image that the head learns from, one after the other in its epochs, by <see cref="FineTuningOptions.Augmentation"/>;
/// 0: the images as they are.
/// </param>
public sealed record SearchCandidate(SearchedNetwork Network, double LearningRate, int AugmentedVersions = 0)
{
    /// <summary>All combinations, those of one network together, the images as they are first if these are.</summary>
    /// <param name="networks">The networks, those that matter most first.</param>
    /// <param name="learningRates">Of the head. Null, the default: <see cref="FineTuningSearch.LearningRates"/>.</param>
    /// <param name="augmentedVersions">Null, the default: 0 and 4.</param>
    public static IReadOnlyList<SearchCandidate> Combine(
        IReadOnlyList<SearchedNetwork> networks, IReadOnlyList<double>? learningRates = null, IReadOnlyList<int>? augmentedVersions = null)
    {
        ArgumentNullException.ThrowIfNull(networks);
        return
        [
            .. from network in networks
               from versions in augmentedVersions ?? [0, 4]
               from rate in learningRates ?? FineTuningSearch.LearningRates
               select new SearchCandidate(network, rate, versions),
        ];
    }
}
