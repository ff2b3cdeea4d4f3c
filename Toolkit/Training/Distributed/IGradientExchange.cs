namespace Toolkit.Training;

/// <summary>
/// What the processes of a data-parallel training tell one another (<see cref="FineTuningOptions.Distributed"/>). Each is called a rank, as MPI has it. Every
/// call is collective: all ranks make the same calls in the same order, with values of the same length, and each waits for the others.
/// </summary>
public interface IGradientExchange
{
    /// <summary>Number of this process, 0 to <see cref="Ranks"/> - 1. Rank 0 writes files.</summary>
    int Rank { get; }

    /// <summary>How many processes train together, at least 1.</summary>
    int Ranks { get; }

    /// <summary>Replaces the values by their sums over all ranks, the same bits on every rank.</summary>
    void Sum(Span<float> values);

    /// <summary>Replaces the bytes by those of one rank.</summary>
    /// <param name="bytes">As many on every rank.</param>
    /// <param name="from">The rank whose bytes all others get. Default 0.</param>
    void Broadcast(Span<byte> bytes, int from = 0);
}
