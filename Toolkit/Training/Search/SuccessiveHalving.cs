namespace Toolkit.Training;

/// <summary>
/// Successive halving (Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization"): all candidates are trained
/// for few epochs, the better half for twice as many, and so on until one is left.
/// </summary>
internal static class SuccessiveHalving
{
    /// <param name="candidates">At least one; of those with the same loss, the first is the better.</param>
    /// <param name="firstEpochs">Of the first round.</param>
    /// <param name="train">Trains a candidate for so many epochs and returns its loss; null: the time is up. It never is for the first one.</param>
    /// <param name="onRound">Told the number of a round, from 1, of its candidates, and of its epochs.</param>
    /// <returns>The one that is left; where the time is up, the best of the round that then ends early, or of the one before.</returns>
    public static T Run<T>(IReadOnlyList<T> candidates, int firstEpochs, Func<T, int, double?> train, Action<int, int, int> onRound)
    {
        var running = candidates;
        var epochs = firstEpochs;
        for (var round = 1; ; round++, epochs *= 2)
        {
            onRound(round, running.Count, epochs);
            var losses = Losses(running, epochs, train);
            // OrderBy keeps the order of equals.
            T[] ranked = [.. losses.OrderBy(trained => trained.Loss).Select(trained => trained.Candidate)];
            if (ranked.Length < running.Count) return ranked.Length > 0 ? ranked[0] : running[0];
            if (ranked.Length <= 2) return ranked[0];
            running = ranked[..((ranked.Length + 1) / 2)];
        }
    }

    private static List<(T Candidate, double Loss)> Losses<T>(IReadOnlyList<T> running, int epochs, Func<T, int, double?> train)
    {
        var losses = new List<(T, double)>();
        foreach (var candidate in running)
        {
            if (train(candidate, epochs) is not { } loss) break;
            losses.Add((candidate, loss));
        }
        return losses;
    }
}
