using System.Globalization;
using Toolkit.Data;

namespace Toolkit.Training;

/// <summary>One search: features first, then round after round of heads.</summary>
internal sealed class SearchRun : IDisposable
{
    private readonly SearchClock clock;
    private readonly FineTuningOptions training;
    private readonly Action<string> tell;
    private readonly CancellationToken cancellation;
    private readonly Dictionary<SearchedNetwork, NetworkInSearch> networks;
    private readonly CandidateProgress[] candidates;

    public SearchRun(
        IImageDataset train, IImageDataset validation, IReadOnlyList<SearchCandidate> candidates, SearchClock clock, FineTuningOptions training,
        Action<string> tell, CancellationToken cancellation)
    {
        (this.clock, this.training, this.tell, this.cancellation) = (clock, training, tell, cancellation);
        networks = candidates.Select(candidate => candidate.Network).Distinct()
            .ToDictionary(network => network, network => new NetworkInSearch(network, train, validation, training));
        this.candidates = [.. candidates.Select(candidate => new CandidateProgress(candidate, networks[candidate.Network]))];
    }

    public SearchResult Run(int firstEpochs)
    {
        ComputeFeatures();
        CandidateProgress[] ready = [.. candidates.Where(candidate => candidate.Features is not null)];
        if (ready.Length == 0) throw new ArgumentException($"None of the candidates can be tried. {candidates[0].Remark}");
        var rounds = 0;
        var chosen = SuccessiveHalving.Run(ready, firstEpochs, (candidate, epochs) => Train(candidate, epochs, candidate == ready[0]), (round, count, epochs) =>
        {
            rounds = round;
            tell($"round {round}: {count} heads, {epochs} epochs each");
        });
        return new SearchResult(
            [.. candidates.OrderBy(candidate => candidate != chosen).ThenByDescending(candidate => candidate.Rounds).ThenBy(candidate => candidate.Loss)
                .Select(candidate => candidate.ToTrial(candidate == chosen))],
            ReasonFor(chosen, ready.Length, rounds));
    }

    public void Dispose()
    {
        foreach (var network in networks.Values) network.Dispose();
    }

    /// <summary>The images as they are for all networks, then their random versions: another network promises more than another augmentation.</summary>
    private void ComputeFeatures()
    {
        foreach (var set in candidates.GroupBy(one => (one.Network, one.Candidate.AugmentedVersions)).OrderBy(set => set.Key.AugmentedVersions > 0))
        {
            cancellation.ThrowIfCancellationRequested();
            var name = NameOf(set.First().Candidate);
            if (WhyNot(set.Key.Network, set.Key.AugmentedVersions) is { } reason)
            {
                tell($"left out: {name}: {reason}");
                foreach (var candidate in set) candidate.Remark = reason;
            }
            else
                tell(string.Create(CultureInfo.InvariantCulture, $"features of {name}: {set.First().Features!.Seconds:F1} s"));
        }
    }

    /// <summary>Computes features, or says why they cannot be had.</summary>
    private string? WhyNot(NetworkInSearch network, int versions)
    {
        var isFirst = candidates.All(candidate => candidate.Features is null);
        TimeSpan? limit = isFirst ? null : clock.LeftForFeatures;
        if (limit <= TimeSpan.Zero) return "There was no time left for its features.";
        if (!network.TryMake()) return network.Trouble;
        var bytes = networks.Values.Sum(one => one.Bytes) + network.BytesFor(versions);
        if (bytes > training.FeatureCacheBytes)
            return $"With its features, all would take {bytes} bytes, and {nameof(FineTuningOptions.FeatureCacheBytes)} is {training.FeatureCacheBytes}.";
        return network.TryCompute(versions, limit, cancellation) ? null : "Its features would take longer than the time that is left.";
    }

    private double? Train(CandidateProgress candidate, int epochs, bool isFirst) =>
        candidate.Train(epochs, () => clock.IsOver && !(isFirst && candidate.Rounds == 0), cancellation);

    private string ReasonFor(CandidateProgress chosen, int tried, int rounds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{NameOf(chosen.Candidate)} at the rate {chosen.Candidate.LearningRate:G3} had the lowest validation loss, {chosen.Loss:F4}, in the last of {rounds} "
        + $"round(s) of successive halving among {tried} of {candidates.Length} candidates{(clock.IsOver ? ", when the time was up" : "")}.");

    private static string NameOf(SearchCandidate candidate) => candidate.AugmentedVersions switch
    {
        0 => $"{candidate.Network}, images as they are",
        var versions => $"{candidate.Network}, {versions} random version(s) of each image",
    };
}
