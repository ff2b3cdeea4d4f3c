using System.Text.Json;
using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>Notices ranks that would not train the same.</summary>
internal static class RankAgreement
{
    /// <summary>Does nothing where all ranks have the same options, network, and as many images with the same answers.</summary>
    /// <exception cref="ArgumentException">They have not, or there are too few images for them; on all ranks alike.</exception>
    public static void Check(Network network, TrainingData data)
    {
        if (data.Exchange.IsAlone()) return;
        var own = JsonSerializer.Serialize(new Description(Environment.MachineName, TrainingIdentity.OfRank(network, data)));
        Description[] all = [.. data.Exchange.AllGather(own).Select(text => JsonSerializer.Deserialize<Description>(text)!)];
        foreach (var (rank, other) in all.Index()) Compare(all[0], other, rank);
        CheckCounts(data.Exchange.Ranks, data);
    }

    private static void CheckCounts(int ranks, TrainingData data)
    {
        if (data.Train.Count >= 2 * ranks && (data.Validation is null || data.Validation.Count >= ranks)) return;
        var validation = data.Validation is null ? "" : $", and {ranks} validation images, of which there are {data.Validation.Count}";
        throw new ArgumentException(
            $"{ranks} processes need at least {2 * ranks} training images, of which there are {data.Train.Count}{validation}. Start fewer, or add images.");
    }

    private static void Compare(Description first, Description other, int rank)
    {
        string[] differences =
        [
            .. first.Identity.Keys.Union(other.Identity.Keys)
                .Select(key => (Key: key, First: first.Identity.GetValueOrDefault(key, "missing"), Other: other.Identity.GetValueOrDefault(key, "missing")))
                .Where(entry => entry.First != entry.Other)
                .Select(entry => $"{entry.Key} is {entry.Other} on rank {rank} and {entry.First} on rank 0"),
        ];
        if (differences.Length == 0) return;
        throw new ArgumentException(
            $"Rank {rank} on host {other.Host} does not train the same as rank 0 on host {first.Host}: {string.Join("; ", differences)}. "
            + "Give every process the same options, and every host the same images under the same path.");
    }

    private sealed record Description(string Host, IReadOnlyDictionary<string, string> Identity);
}
