using System.Diagnostics;
using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>Ctrl+C and SIGTERM on what run.sh runs: the best weights so far and the curves are written, and the exit code says what happened.</summary>
[TestClass]
public sealed class StopSignalsTests
{
    private const string Assembly = "FineTuneCifar10.dll";

    [TestMethod]
    [DataRow("INT", 130)]
    [DataRow("TERM", 143)]
    public void ASignalKeepsTheBestSoFar(string signal, int exitCode)
    {
        using var folder = new TemporaryFolder();
        var run = Signal(folder, "epoch  2/", signal);
        Assert.AreEqual(exitCode, run.ExitCode, run.Errors);
        Assert.AreEqual("", run.Errors);
        StringAssert.Contains(run.Output, "the best until then");
        Assert.DoesNotContain("test accuracy", run.Output);
        StringAssert.Contains(File.ReadAllText(folder.File("learning-curves.svg")), "</svg>");
        using var model = (IDisposable)new MLContext().TransferLearning().Load(folder.File("model.zip"), out var schema);
        Assert.IsNotNull(schema.GetColumnOrNull("Image"));
    }

    [TestMethod]
    public void BeforeTheFirstEpochEndsThereIsNothingToKeep()
    {
        using var folder = new TemporaryFolder();
        var run = Signal(folder, " from ", "INT");
        Assert.AreEqual(130, run.ExitCode, run.Errors);
        StringAssert.StartsWith(run.Errors, "error: The training was cancelled before the end of its first epoch");
        Assert.IsFalse(File.Exists(folder.File("model.zip")));
    }

    [TestMethod]
    public void ASecondSignalEndsAtOnce()
    {
        using var folder = new TemporaryFolder();
        var run = Signal(folder, " from ", "INT", "INT");
        Assert.AreEqual(130, run.ExitCode, run.Errors);
        Assert.AreEqual("", run.Errors);
        Assert.IsLessThan(TimeSpan.FromSeconds(2), run.Time);
    }

    /// <summary>Sends signals, a tenth of a second apart, when a line has been written.</summary>
    private static (int ExitCode, string Output, string Errors, TimeSpan Time) Signal(TemporaryFolder folder, string wanted, params string[] signals)
    {
        var sent = new Stopwatch();
        var run = DotnetProcess.Watch(Assembly, Send,
            "--data", SharedFiles.Require("data/cifar10"), "--output", folder.Path, "--network", "mnist_cnn", "--weights", "none",
            "--size", "28", "--train-images", "2000", "--test-images", "100", "--epochs", "100", "--frozen-epochs", "0");
        return (run.ExitCode, run.Output, run.Errors, sent.Elapsed);

        void Send(string line, Process process)
        {
            if (sent.IsRunning || !line.Contains(wanted)) return;
            foreach (var (number, signal) in signals.Index())
            {
                if (number > 0) Thread.Sleep(100);
                DotnetProcess.Signal(process, signal);
            }
            sent.Start();
        }
    }
}
