using Toolkit.LibTorch;

namespace Toolkit.Training;

/// <summary>
/// The ranks that one mpirun started. Values are summed by MPI's all-reduce, which sends 2·(n−1)/n of them from each of n ranks. Every call begins an
/// operation and polls until it is over, so that a rank can say which of the others have not come (<see cref="MpiRollCall"/>).
/// </summary>
internal sealed unsafe class MpiExchange : IGradientExchange
{
    private const string Ring = "1";

    private static readonly Lock Gate = new();
    private static MpiExchange? begun;

    private readonly MpiWait wait;

    private MpiExchange(TimeSpan timeout)
    {
        // Open MPI's own choice, in place or for fewer than four ranks, is a tree, which sends whole vectors at every level; a ring sends 2·(n−1)/n of one.
        NativeEnvironment.SetDefault("OMPI_MCA_coll_libnbc_iallreduce_algorithm", Ring);
        _ = MpiLibrary.Init(0, 0, MpiLibrary.Serialized, out _);
        _ = MpiLibrary.Rank(MpiLibrary.World, out var rank);
        _ = MpiLibrary.Size(MpiLibrary.World, out var ranks);
        (Rank, Ranks) = (rank, ranks);
        wait = new MpiWait(new MpiRollCall(rank, ranks)) { Timeout = timeout };
        var places = this.AllGather(RankPlace.OfThisProcess.ToString()).Select(RankPlace.Parse).ToArray();
        wait.RollCall.Hosts = [.. places.Select(place => place.Host)];
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
        RankPlace.DivideHost(places, rank);
    }

    public int Rank { get; }

    public int Ranks { get; }

    /// <summary>The exchange of this process, begun by the first call.</summary>
    /// <exception cref="MpiException">There is no Open MPI, or another MPI started the process.</exception>
    public static IGradientExchange Open(TimeSpan timeout)
    {
        if (!GradientExchange.IsUnderMpi) return GradientExchange.None;
        MpiLibrary.Check();
        lock (Gate)
        {
            begun ??= new MpiExchange(timeout);
            begun.wait.Timeout = timeout;
            return begun;
        }
    }

    public void Sum(Span<float> values)
    {
        Meet();
        fixed (float* first = values)
        {
            _ = MpiLibrary.BeginAllReduce(MpiLibrary.InPlace, first, values.Length, MpiLibrary.Floats, MpiLibrary.Addition, MpiLibrary.World, out var request);
            wait.ForTransfer(request);
        }
    }

    public void Broadcast(Span<byte> bytes, int from = 0)
    {
        Meet();
        fixed (byte* first = bytes)
        {
            _ = MpiLibrary.BeginBroadcast(first, bytes.Length, MpiLibrary.Bytes, from, MpiLibrary.World, out var request);
            wait.ForTransfer(request);
        }
    }

    /// <summary>Waits until all ranks are here, without keeping a processor busy: one that computes may need it.</summary>
    private void Meet()
    {
        _ = MpiLibrary.BeginBarrier(MpiLibrary.World, out var request);
        wait.ForOthers(request);
    }

    /// <summary>
    /// The orderly end. A process that ends with an error leaves MPI as it is: mpirun takes that as a failure, and ends the ranks that wait for this one.
    /// </summary>
    private void End()
    {
        if (Environment.ExitCode != 0) return;
        if (Rank > 0) wait.Timeout = Timeout.InfiniteTimeSpan; // rank 0 may be writing files and scoring for long
        Meet();
        _ = MpiLibrary.Finish();
    }
}
