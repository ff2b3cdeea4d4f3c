using Toolkit.Training;

namespace Toolkit.Cli.Ranks;

/// <summary>Which of several items each rank works on: item i is that of rank i modulo their number.</summary>
internal static class RankShare
{
    /// <summary>Numbers of this rank's items, in order.</summary>
    public static IEnumerable<int> Of(IGradientExchange ranks, int items)
    {
        for (var item = ranks.Rank; item < items; item += ranks.Ranks) yield return item;
    }

    /// <summary>Which rank an item is that of, and how many of that rank's come before.</summary>
    public static (int Rank, int Number) PlaceOf(long item, int ranks) => ((int)(item % ranks), (int)(item / ranks));
}
