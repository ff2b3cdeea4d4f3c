using System.Diagnostics;
using System.Text.Json;
using Toolkit.StateDicts;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Training.Distributed;

/// <summary>Ranks on hosts with addresses of their own, which share no memory.</summary>
[TestClass]
public sealed class MpiHostsTests
{
    [TestMethod]
    public void TwoHostsLearnWhatOneProcessLearns()
    {
        using var folder = new TemporaryFolder();
        using var hosts = new NetworkHosts(2, folder.Path);
        var training = new RankTraining(folder.Path) { BatchSize = 8, Epochs = 2 };
        var (exitCode, _, errors) = MpiRun.Wait(Start(hosts, training));
        Assert.AreEqual(0, exitCode, errors);
        var found = Safetensors.Read(folder.File("rank1.safetensors"));
        (training with { BatchSize = 16 }).Run(GradientExchange.None);
        foreach (var (name, tensor) in Safetensors.Read(folder.File("rank0.safetensors")))
            foreach (var (mine, theirs) in tensor.ToSingles().Zip(found[name].ToSingles())) Assert.AreEqual(mine, theirs, 1e-4f, name);
    }

    /// <summary>Each rank sends 2·(n−1)/n of the gradients a step: what the network cards count of two trainings, one of which takes more steps.</summary>
    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]
    public void AStepSendsAsManyBytesAsReckoned(int count)
    {
        const int steps = 40, values = 1_000_000;
        using var folder = new TemporaryFolder();
        using var hosts = new NetworkHosts(count, folder.Path);
        var before = SentBy(count);
        Exchange(hosts, steps: 1);
        var one = SentBy(count).Zip(before, (after, first) => after - first).ToArray();
        before = SentBy(count);
        Exchange(hosts, steps: 1 + steps);
        var sent = SentBy(count).Zip(before, (after, first) => after - first).ToArray();

        var reckoned = 2.0 * (count - 1) / count * values * sizeof(float);
        for (var host = 0; host < count; host++)
        {
            var bytes = (sent[host] - one[host]) / (double)steps;
            // Headers of packets and acknowledgements besides.
            Assert.AreEqual(1, bytes / reckoned, 0.1, $"host {host} sends {bytes:N0} bytes a step, reckoned {reckoned:N0}");
        }

        static void Exchange(NetworkHosts hosts, int steps)
        {
            var process = MpiRun.Start(hosts.Options, "UnitTests.dll", ["sum", $"{steps}", $"{values}"], hosts.First);
            var (exitCode, _, errors) = MpiRun.Wait(process);
            Assert.AreEqual(0, exitCode, errors);
        }
    }

    /// <summary>The ranks end on both hosts; mpirun itself waits for its daemon on the other one until the network is back.</summary>
    [TestMethod]
    public void AHostWhoseNetworkFailsIsNamed()
    {
        using var folder = new TemporaryFolder();
        using var hosts = new NetworkHosts(2, folder.Path);
        using var mpirun = Start(hosts, new RankTraining(folder.Path) { Epochs = 10_000, FrozenEpochs = 0, BatchSize = 4, Delay = 5, TimeoutSeconds = 2 });
        while (mpirun.Output.ReadLine() is { } line && !line.Contains("rank 0 epoch 2")) { }
        Assert.AreEqual(2, Ranks(folder.Path), "both train");
        NetworkHosts.Unplug(1);
        var watch = Stopwatch.StartNew();
        while (Ranks(folder.Path) > 0 && watch.Elapsed < TimeSpan.FromSeconds(30)) Thread.Sleep(100);
        Assert.AreEqual(0, Ranks(folder.Path), "no rank is left");
        mpirun.Dispose();
        StringAssert.Contains(mpirun.Errors.Result, $"rank 0 on host {NetworkHosts.NameOf(0)} has waited");
        StringAssert.Contains(mpirun.Errors.Result, $"rank 1 on host {NetworkHosts.NameOf(1)} has not come");
    }

    /// <summary>Processes that train into a folder.</summary>
    private static int Ranks(string folder) => Process.GetProcessesByName("dotnet").Count(process =>
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(folder);
        }
        catch (IOException)
        {
            return false; // it has ended meanwhile
        }
    });

    private static MpiProcess Start(NetworkHosts hosts, RankTraining training) =>
        MpiRun.Start(hosts.Options, "UnitTests.dll", ["train", JsonSerializer.Serialize(training)], hosts.First);

    private static long[] SentBy(int count) => [.. Enumerable.Range(0, count).Select(NetworkHosts.BytesSentBy)];
}
