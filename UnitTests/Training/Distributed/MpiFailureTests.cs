using System.Diagnostics;
using System.Text.RegularExpressions;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Training.Distributed;

/// <summary>Ranks that die, or hang: all end soon, somebody says which it was, and the last checkpoint is good.</summary>
[TestClass]
public sealed class MpiFailureTests
{
    private const int Timeout = 2;

    private static readonly string Command = Path.Combine(AppContext.BaseDirectory, "Toolkit.Cli.dll");

    private static readonly TimeSpan SoonAfterDeath = TimeSpan.FromSeconds(10), SoonAfterTimeout = TimeSpan.FromSeconds(Timeout + 5 + 10);

    [TestMethod]
    public void ARankThatIsKilledEndsAllAndTheCheckpointIsGood() => KillAndGoOn(times: 5);

    [TestMethod]
    [TestCategory("Full")]
    public void ARankThatIsKilledTwentyTimesEndsAllAndTheCheckpointIsGood() => KillAndGoOn(times: 20);

    /// <summary>The moments are anywhere in the steps, the validation and the writing of some epochs.</summary>
    private static void KillAndGoOn(int times)
    {
        using var folder = new TemporaryFolder();
        var training = new RankTraining(folder.Path)
        {
            Checkpoint = folder.File("checkpoint"),
            Epochs = 10_000,
            FrozenEpochs = 0,
            BatchSize = 8,
            Normalises = true,
            Dropout = 0.2,
            Delay = 5,
        };
        var (random, epochs) = (new Random(1), 0);
        for (var kill = 0; kill < times; kill++)
        {
            var (killed, errors, took) = KillOne(training, after: TimeSpan.FromMilliseconds(random.Next(400)), rank: kill % 2);
            Assert.IsLessThan(SoonAfterDeath, took);
            StringAssert.Contains(errors, $"rank {killed} with PID");
            StringAssert.Contains(errors, $"on node {Environment.MachineName}");
            using var checkpoint = CheckpointFile.Read(training.Checkpoint)!;
            Assert.IsGreaterThan(epochs, checkpoint.Epochs.Count, "each run went on after the one before");
            epochs = checkpoint.Epochs.Count;
        }
        var (exitCode, _, said) = MpiRun.Train(2, training with { Epochs = epochs + 1 });
        Assert.AreEqual(0, exitCode, said);
    }

    /// <summary>One that stands still by itself, and one that the system has stopped at any moment.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void ARankThatHangsIsNamedAndAllEnd(bool byItself)
    {
        using var folder = new TemporaryFolder();
        using var mpirun = MpiRun.StartTraining(3, new RankTraining(folder.Path)
        {
            Epochs = 10_000,
            FrozenEpochs = 0,
            BatchSize = 4,
            Delay = 5,
            TimeoutSeconds = Timeout,
            HangingRank = byItself ? 1 : -1,
        });
        WaitForEpoch(mpirun, 1);
        if (!byItself) DotnetProcess.Signal(MpiRun.Ranks(mpirun.Process).Single(rank => rank.Rank == 1).Process, "STOP");
        _ = mpirun.Output.ReadToEndAsync();
        Assert.IsTrue(mpirun.Process.WaitForExit(SoonAfterTimeout), "all have ended");
        var host = Environment.MachineName;
        var told = new Regex($"rank [02] on host {host} has waited (\\d+) s for the others: rank 1 on host {host} has not come").Match(mpirun.Errors.Result);
        Assert.IsTrue(told.Success, mpirun.Errors.Result);
        Assert.IsGreaterThanOrEqualTo(Timeout, int.Parse(told.Groups[1].Value));
        Assert.AreNotEqual(0, mpirun.Process.ExitCode);
    }

    /// <summary>Rank 0 may work for long behind the training, but not wait for ever.</summary>
    [TestMethod]
    public void ARankThatDoesNotEndIsNamed()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = MpiRun.Train(2, new RankTraining(folder.Path) { Epochs = 1, FrozenEpochs = 0, TimeoutSeconds = Timeout, HangingRank = 1 });
        Assert.AreNotEqual(0, exitCode);
        StringAssert.Contains(errors, $"rank 1 on host {Environment.MachineName} has not come");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void UnderAnotherMpiThereIsOneSentence()
    {
        var (exitCode, errors) = Shell($"PMI_RANK=0 PMI_SIZE=2 dotnet '{Command}' train photos");
        Assert.AreEqual(1, exitCode);
        StringAssert.Contains(errors, "started by an MPI other than Open MPI, such as MPICH");
        Assert.HasCount(1, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Where the library is there, a process is shown an empty file in its place.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void WithoutOpenMpiThereIsOneSentence()
    {
        var start = $"OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=0 dotnet '{Command}' train photos";
        var libraries = new[] { "x86_64", "aarch64" }.Select(processor => $"/usr/lib/{processor}-linux-gnu/libmpi.so.40");
        if (libraries.FirstOrDefault(File.Exists) is { } library)
        {
            if (Shell("unshare -m true").ExitCode != 0) Assert.Inconclusive("This needs the right to mount.");
            start = $"unshare -m sh -c \"mount --bind /dev/null {library} && {start}\"";
        }
        var (exitCode, errors) = Shell(start);
        Assert.AreEqual(1, exitCode);
        StringAssert.Contains(errors, "Install Open MPI 4 on every host");
        Assert.HasCount(1, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static (int ExitCode, string Errors) Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }

    private static (int Killed, string Errors, TimeSpan Took) KillOne(RankTraining training, TimeSpan after, int rank)
    {
        using var mpirun = MpiRun.StartTraining(2, training);
        WaitForEpoch(mpirun, null);
        Thread.Sleep(after);
        MpiRun.Ranks(mpirun.Process).Single(found => found.Rank == rank).Process.Kill();
        var watch = Stopwatch.StartNew();
        return (rank, MpiRun.Wait(mpirun).Errors, watch.Elapsed);
    }

    /// <summary>Waits until rank 0 has reported an epoch, or any.</summary>
    private static void WaitForEpoch(MpiProcess mpirun, int? epoch)
    {
        while (mpirun.Output.ReadLine() is { } line)
            if (line.Contains($"rank 0 epoch {epoch}")) return;
        Assert.Fail("The training ended before.");
    }
}
