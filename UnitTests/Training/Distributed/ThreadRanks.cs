using Toolkit.Training;

namespace Toolkit.UnitTests.Training.Distributed;

/// <summary>Ranks that are threads of one process: for the parts of a distributed training that do not wait for one another otherwise.</summary>
internal sealed class ThreadRanks(int ranks)
{
    private readonly Barrier barrier = new(ranks);
    private readonly float[]?[] floats = new float[ranks][];
    private byte[] bytes = [];

    /// <summary>Runs something on every rank at once.</summary>
    /// <returns>What each gave.</returns>
    public static T[] Run<T>(int ranks, Func<IGradientExchange, T> run)
    {
        var all = new ThreadRanks(ranks);
        // A thread each, since they wait for one another.
        return Task.WhenAll(Enumerable.Range(0, ranks).Select(rank =>
            Task.Factory.StartNew(() => run(new Exchange(all, rank)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).Result;
    }

    private void Wait()
    {
        if (!barrier.SignalAndWait(TimeSpan.FromMinutes(1))) throw new TimeoutException("A rank has not come.");
    }

    private sealed class Exchange(ThreadRanks all, int rank) : IGradientExchange
    {
        public int Rank => rank;

        public int Ranks => all.floats.Length;

        public void Sum(Span<float> values)
        {
            all.floats[rank] = values.ToArray();
            all.Wait();
            for (var i = 0; i < values.Length; i++) values[i] = all.floats.Sum(part => part![i]);
            all.Wait();
        }

        public void Broadcast(Span<byte> bytes, int from = 0)
        {
            if (rank == from) all.bytes = bytes.ToArray();
            all.Wait();
            Assert.AreEqual(all.bytes.Length, bytes.Length, "all ranks give room for as many bytes");
            all.bytes.CopyTo(bytes);
            all.Wait();
        }
    }
}
