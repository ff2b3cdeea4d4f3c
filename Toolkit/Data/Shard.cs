namespace Toolkit.Data;

/// <summary>
/// The images of one rank among those in some order: every <paramref name="Ranks"/>th one, beginning with number <paramref name="Rank"/>, as torch's
/// DistributedSampler has it. So the batches of all ranks together are those of one process with batches as large as all of them.
/// </summary>
internal readonly record struct Shard(int Rank, int Ranks)
{
    /// <summary>All images: those of the only rank.</summary>
    public static readonly Shard Whole = new(0, 1);

    /// <summary>How many of so many images are this rank's.</summary>
    public int Count(int images) => (images - Rank + Ranks - 1) / Ranks;

    /// <summary>How many the rank with the most has.</summary>
    public int Most(int images) => new Shard(0, Ranks).Count(images);

    /// <summary>How many the rank with the fewest has.</summary>
    public int Least(int images) => images / Ranks;

    /// <summary>Where in the order an image of this rank stands.</summary>
    public int PositionOf(int number) => Rank + number * Ranks;
}
