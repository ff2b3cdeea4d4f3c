using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Training;

/// <summary>
/// The heap of a training process after 40 steps of all layers, beside what it was after 5. In a process of its own: here, other tests' memory
/// would hide it. A loop in plain TorchSharp grew from step to step (glibc kept what was freed, and did not use it again).
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class HeapTests
{
    private const int StepsOfAnEpoch = 5, Early = 1, Late = 8;

    [TestMethod]
    [TestCategory("Full")]
    public void FortyStepsTakeHardlyMoreThanFive()
    {
        using var folder = new TemporaryFolder();
        Dictionary<int, long> bytes = [];
        var run = DotnetProcess.Watch(
            "FineTuneCifar10.dll",
            (line, process) =>
            {
                foreach (var epoch in new[] { Early, Late })
                    if (line.StartsWith($"epoch {epoch,2}/", StringComparison.Ordinal)) bytes[epoch] = ProcessMemory.ResidentBytes(process);
            },
            "--data", SharedFiles.Require("data/cifar10"), "--output", folder.Path, "--network", "resnet18", "--weights", "none", "--size", "48",
            "--train-images", "350", "--test-images", "10", "--epochs", $"{Late + 1}", "--frozen-epochs", "0");
        Assert.AreEqual(0, run.ExitCode, run.Errors);
        Assert.IsLessThan(1.5, bytes[Late] / (double)bytes[Early], $"bytes after {StepsOfAnEpoch * Early} and {StepsOfAnEpoch * Late} steps: {bytes[Early]}, {bytes[Late]}");
    }
}
