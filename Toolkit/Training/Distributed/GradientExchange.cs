namespace Toolkit.Training;

/// <summary>The ways in which processes train together.</summary>
public static class GradientExchange
{
    /// <summary>How long a rank waits for the others unless a program says otherwise: 10 minutes.</summary>
    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromMinutes(10);

    /// <summary>One process alone: nothing is exchanged.</summary>
    public static IGradientExchange None { get; } = new SingleProcess();

    /// <summary>
    /// Whether a launcher of MPI programs started this process, such as <c>mpirun</c>; if it is not that of Open MPI, <see cref="Mpi"/> says so.
    /// </summary>
    public static bool IsUnderMpi => MpiEnvironment.IsStarted || MpiEnvironment.IsStartedByAnother;

    /// <summary>Number of this process as its launcher says, before <see cref="Mpi"/> is called; 0 without one.</summary>
    public static int LauncherRank => MpiEnvironment.Rank;

    /// <summary>
    /// The processes that one <c>mpirun</c> started, on one host or several, over Open MPI 4 (Debian's package openmpi-bin). MPI begins with the first call, and
    /// ends with the process. Without <c>mpirun</c> there is one rank.
    /// </summary>
    /// <param name="timeout">
    /// How long a rank waits for the others before it says which of them have not come, with their hosts, and ends all; above 0, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>. Null, the default: <see cref="DefaultTimeout"/>. It has to be longer than what one rank does while the others
    /// wait, such as writing a checkpoint. A later call changes it.
    /// </param>
    /// <exception cref="MpiException">There is no Open MPI, or another MPI started the process; the message says what to do.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is 0 or less.</exception>
    /// <example>
    /// <code>
    /// var options = Recipes.Cifar10("resnet18") with { Distributed = GradientExchange.Mpi() };
    /// </code>
    /// </example>
    public static IGradientExchange Mpi(TimeSpan? timeout = null)
    {
        var patience = timeout ?? DefaultTimeout;
        if (patience <= TimeSpan.Zero && patience != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(timeout), patience, "The timeout must be above 0, or Timeout.InfiniteTimeSpan.");
        return MpiExchange.Open(patience);
    }

    /// <summary>One rank of one.</summary>
    private sealed class SingleProcess : IGradientExchange
    {
        public int Rank => 0;

        public int Ranks => 1;

        public void Sum(Span<float> values)
        {
        }

        public void Broadcast(Span<byte> bytes, int from = 0)
        {
        }
    }
}
