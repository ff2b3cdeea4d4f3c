using System.Diagnostics;

namespace Toolkit.Training;

/// <summary>A candidate, and how far it has come.</summary>
internal sealed class CandidateProgress(SearchCandidate candidate, NetworkInSearch network)
{
    private readonly Stopwatch watch = new();
    private int epochs;
    private Score? score;

    public SearchCandidate Candidate => candidate;

    public NetworkInSearch Network => network;

    /// <summary>What its head learns on; null: not computed.</summary>
    public SearchFeatures? Features => network.Of(candidate.AugmentedVersions);

    /// <summary>Rounds to whose end it was trained.</summary>
    public int Rounds { get; private set; }

    /// <summary>Of the last of them; infinite without one.</summary>
    public double Loss => score?.Loss ?? double.PositiveInfinity;

    /// <summary>Why it was not trained to the end.</summary>
    public string? Remark { get; set; }

    /// <summary>Trains the head from the beginning.</summary>
    /// <returns>The validation loss; null: the time was up.</returns>
    public double? Train(int epochsOfRound, Func<bool> isOver, CancellationToken cancellation)
    {
        watch.Start();
        var reached = network.HeadOn(candidate.AugmentedVersions).Run(candidate.LearningRate, epochsOfRound, isOver, cancellation);
        watch.Stop();
        if (reached is null) return null;
        (score, epochs, Rounds) = (reached, epochsOfRound, Rounds + 1);
        if (!double.IsFinite(Loss)) Remark = "Its loss was no finite number.";
        return Loss;
    }

    public SearchTrial ToTrial(bool isChosen)
    {
        var remark = Remark ?? (Rounds == 0 ? "There was no time left to train it." : null);
        var finite = double.IsFinite(Loss) ? score : null;
        return new SearchTrial(
            candidate.Network.Name, candidate.Network.Weights, candidate.LearningRate, candidate.AugmentedVersions, Rounds, epochs, finite?.Loss,
            finite?.Accuracy, Features?.Seconds ?? 0, watch.Elapsed.TotalSeconds, isChosen, remark);
    }
}
