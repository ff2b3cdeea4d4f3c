using System.IO.Hashing;
using System.Runtime.InteropServices;
using Toolkit.Training;

namespace Toolkit.Cli.Ranks;

/// <summary>Notices hosts whose images are not those of rank 0: a row of one rank would be taken for that of another image.</summary>
internal static class SameImages
{
    /// <param name="ranks">The ranks.</param>
    /// <param name="names">What the images are called, in their order.</param>
    /// <exception cref="ArgumentException">A rank has others; on all ranks alike.</exception>
    public static void Check(IGradientExchange ranks, IEnumerable<string> names)
    {
        var hashes = ranks.AllGather([XxHash3.HashToUInt64(MemoryMarshal.AsBytes(string.Join('\n', names).AsSpan()))]);
        foreach (var (rank, hash) in hashes.Index())
        {
            if (hash[0] == hashes[0][0]) continue;
            throw new ArgumentException($"Rank {rank} has other images than rank 0. Give every host the same images under the same path.");
        }
    }
}
