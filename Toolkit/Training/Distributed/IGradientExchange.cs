namespace Toolkit.Training;

/// <summary>
/// What the processes of a data-parallel training tell one another (<see cref="FineTuningOptions.Distributed"/>). Each is called a rank, as MPI has it. Every
/// call is collective: all ranks make the same calls in the same order, with values of the same length, and each waits for the others. Not thread-safe: one
/// call at a time in a process. Where a rank does not come, MPI ends the processes; nothing is thrown.
/// </summary>
public interface IGradientExchange
{
    /// <summary>Number of this process, 0 to <see cref="Ranks"/> - 1. Rank 0 writes files.</summary>
    int Rank { get; }

    /// <summary>How many processes train together, at least 1.</summary>
    int Ranks { get; }

    /// <summary>Replaces the values by their sums over all ranks, the same bits on every rank, and from call to call.</summary>
    /// <param name="values">As many on every rank.</param>
    void Sum(Span<float> values);

    /// <summary>Replaces the bytes by those of one rank.</summary>
    /// <param name="bytes">As many on every rank.</param>
    /// <param name="from">The rank whose bytes all others get, 0 to <see cref="Ranks"/> - 1. Default 0.</param>
    void Broadcast(Span<byte> bytes, int from = 0);
}
