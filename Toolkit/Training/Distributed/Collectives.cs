using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Toolkit.Data;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// Broadcast and all-gather of arrays, texts and the rows of tensors. Every call is collective, as those of <see cref="IGradientExchange"/>, and what it gives
/// has to fit in memory on each rank.
/// </summary>
public static class Collectives
{
    private const int MostBytesAtOnce = 1 << 28;

    /// <summary>Whether there is no other rank.</summary>
    internal static bool IsAlone(this IGradientExchange exchange) => exchange.Ranks == 1;

    /// <summary>The part of this rank.</summary>
    internal static Shard Shard(this IGradientExchange exchange) => new(exchange.Rank, exchange.Ranks);

    /// <summary>The values of one rank, which others need not know the count of.</summary>
    /// <typeparam name="T">A number, or a structure of numbers.</typeparam>
    /// <param name="exchange">The ranks.</param>
    /// <param name="mine">Those of this rank; only what that one rank gives counts.</param>
    /// <param name="from">Whose values they are, 0 to <see cref="IGradientExchange.Ranks"/> - 1. Default 0.</param>
    /// <returns>The values of that rank, on every rank.</returns>
    public static T[] Share<T>(this IGradientExchange exchange, T[] mine, int from = 0) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(mine);
        if (exchange.IsAlone()) return mine;
        Span<int> length = [mine.Length];
        exchange.Broadcast(MemoryMarshal.AsBytes(length), from);
        var values = exchange.Rank == from ? mine : new T[length[0]];
        foreach (var part in Parts(values)) exchange.Broadcast(MemoryMarshal.AsBytes(part.Span), from);
        return values;
    }

    /// <summary>A text of rank 0.</summary>
    /// <param name="exchange">The ranks.</param>
    /// <param name="mine">That of this rank; only rank 0's counts.</param>
    public static string Share(this IGradientExchange exchange, string mine) => Encoding.UTF8.GetString(exchange.Share(Encoding.UTF8.GetBytes(mine)));

    /// <summary>The values of all ranks, in the order of the ranks; each may have another number of them.</summary>
    /// <typeparam name="T">A number, or a structure of numbers.</typeparam>
    /// <param name="exchange">The ranks.</param>
    /// <param name="mine">Those of this rank.</param>
    public static IReadOnlyList<T[]> AllGather<T>(this IGradientExchange exchange, T[] mine) where T : unmanaged =>
        [.. Enumerable.Range(0, exchange.Ranks).Select(rank => exchange.Share(mine, rank))];

    /// <summary>The texts of all ranks, in the order of the ranks.</summary>
    /// <param name="exchange">The ranks.</param>
    /// <param name="mine">That of this rank.</param>
    public static IReadOnlyList<string> AllGather(this IGradientExchange exchange, string mine) =>
        [.. exchange.AllGather(Encoding.UTF8.GetBytes(mine)).Select(bytes => Encoding.UTF8.GetString(bytes))];

    /// <summary>Rows that each rank has of its <see cref="Data.Shard"/>, put together in the order of all images.</summary>
    /// <param name="exchange">The ranks.</param>
    /// <param name="mine">Those of this rank, row behind row.</param>
    /// <param name="width">Values of a row.</param>
    internal static T[] AllGatherRows<T>(this IGradientExchange exchange, T[] mine, int width) where T : unmanaged
    {
        if (exchange.IsAlone()) return mine;
        var parts = exchange.AllGather(mine);
        var rows = new T[parts.Sum(part => (long)part.Length)];
        foreach (var (rank, part) in parts.Index())
        {
            var shard = new Shard(rank, exchange.Ranks);
            for (var number = 0; number * width < part.Length; number++)
                part.AsSpan(number * width, width).CopyTo(rows.AsSpan(shard.PositionOf(number) * width, width));
        }
        return rows;
    }

    /// <summary>The same of a tensor's rows, float32 or int64, <c>[N, …]</c>, on the device of <paramref name="mine"/>.</summary>
    internal static Tensor AllGatherRows(this IGradientExchange exchange, Tensor mine)
    {
        if (exchange.IsAlone()) return mine;
        return mine.dtype == ScalarType.Int64 ? AllGatherRows<long>(exchange, mine) : AllGatherRows<float>(exchange, mine);
    }

    // The part of one rank after the other, since all may be large.
    private static Tensor AllGatherRows<T>(IGradientExchange exchange, Tensor mine) where T : unmanaged
    {
        using var scope = NewDisposeScope();
        var values = mine.cpu().contiguous().data<T>().ToArray();
        var all = empty([exchange.AllGather([mine.shape[0]]).Sum(part => part[0]), .. mine.shape[1..]], mine.dtype, mine.device);
        for (var rank = 0; rank < exchange.Ranks; rank++)
        {
            using var part = from_array(exchange.Share(values, rank));
            all.slice(0, rank, all.shape[0], exchange.Ranks).copy_(part.reshape([-1, .. mine.shape[1..]]));
        }
        return all.MoveToOuterDisposeScope();
    }

    private static IEnumerable<Memory<T>> Parts<T>(T[] values) where T : unmanaged
    {
        var size = MostBytesAtOnce / Unsafe.SizeOf<T>();
        for (var start = 0; start < values.Length; start += size) yield return values.AsMemory(start, Math.Min(size, values.Length - start));
    }
}
