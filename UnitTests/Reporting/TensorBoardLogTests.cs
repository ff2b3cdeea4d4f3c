using System.Globalization;
using Toolkit.Files;
using Toolkit.Reporting;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Reporting;

/// <summary>What TensorBoard would see: the files are read by a reader of their own, in Python, which checks every checksum.</summary>
[TestClass]
public sealed class TensorBoardLogTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void EveryNumberOfEpochsAndStepsIsThere()
    {
        var log = new TensorBoardLog(folder.File("runs/first"));
        log.Add(Step(epoch: 1, iteration: 1, loss: 2.5));
        log.Add(Step(epoch: 1, iteration: 2, loss: 2.25));
        log.Add(Epoch(1, new Score(1.5, 0.625)));
        log.Add(Step(epoch: 2, iteration: 1, loss: 1.75));
        log.Add(Epoch(2, null));

        var (versions, scalars) = Read("runs/first");
        CollectionAssert.AreEqual(new[] { "brain.Event:2" }, versions);
        CollectionAssert.AreEquivalent(
            new (string, int, float)[]
            {
                ("step/loss", 1, 2.5f), ("step/loss", 2, 2.25f), ("step/loss", 3, 1.75f),
                ("step/accuracy", 1, 0.5f), ("step/accuracy", 2, 0.5f), ("step/accuracy", 3, 0.5f),
                ("step/learning rate", 1, 1e-3f), ("step/learning rate", 2, 1e-3f), ("step/learning rate", 3, 1e-3f),
                ("step/images per second", 1, 30), ("step/images per second", 2, 30), ("step/images per second", 3, 30),
                ("epoch/training loss", 1, 2), ("epoch/training loss", 2, 2),
                ("epoch/training accuracy", 1, 0.25f), ("epoch/training accuracy", 2, 0.25f),
                ("epoch/validation loss", 1, 1.5f), ("epoch/validation accuracy", 1, 0.625f),
                ("epoch/learning rate", 1, 1e-4f), ("epoch/learning rate", 2, 1e-4f),
                ("epoch/seconds", 1, 7), ("epoch/seconds", 2, 7),
            },
            scalars);
    }

    [TestMethod]
    public void StepsGoOnWhereAnEpochHasFewerAndAfterACheckpoint()
    {
        var log = new TensorBoardLog(folder.File("runs"));
        log.Add(Step(epoch: 3, iteration: 1, loss: 1)); // the first two epochs, of two steps each, were before a checkpoint
        log.Add(Step(epoch: 3, iteration: 2, loss: 1));
        log.Add(Step(epoch: 4, iteration: 1, loss: 1, iterations: 1));
        log.Add(Step(epoch: 5, iteration: 1, loss: 1, iterations: 1));

        CollectionAssert.AreEqual(new[] { 5, 6, 7, 8 }, Read("runs").Scalars.Where(scalar => scalar.Tag == "step/loss").Select(scalar => scalar.Step).ToArray());
    }

    [TestMethod]
    public void AFolderThatCannotBeMadeIsNamed()
    {
        File.WriteAllText(folder.File("file"), "");
        var error = Assert.ThrowsExactly<UnwritableFileException>(() => new TensorBoardLog(folder.File("file/runs")));
        StringAssert.Contains(error.Message, folder.File("file/runs"));
        Assert.AreEqual(folder.File("file/runs"), error.Path);
    }

    [TestMethod]
    public void AFullDiskIsNamed()
    {
        using var disk = SmallDisk.Mount();
        var log = new TensorBoardLog(disk.File("runs"));
        var error = Assert.ThrowsExactly<UnwritableFileException>(() =>
        {
            for (var i = 1; i < 1000; i++) log.Add(Step(epoch: 1, i, loss: 1));
        });
        StringAssert.Contains(error.Message, disk.File("runs"));
    }

    private (string[] Versions, (string Tag, int Step, float Value)[] Scalars) Read(string name)
    {
        var lines = Python.Run("Reporting/tensorboard_events.py", folder.File(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t')).ToLookup(line => line[0] == "version");
        return (
            [.. lines[true].Select(line => line[1])],
            [.. lines[false].Select(line => (line[0], int.Parse(line[1]), float.Parse(line[2], CultureInfo.InvariantCulture)))]);
    }

    private static IterationReport Step(int epoch, int iteration, double loss, int iterations = 2) =>
        new(epoch, TrainingPhase.Frozen, iteration, iterations, loss, Accuracy: 0.5, LearningRate: 1e-3, ImagesPerSecond: 30, TimeSpan.Zero);

    private static EpochReport Epoch(int epoch, Score? validation) => new(
        epoch, TrainingPhase.Frozen, TrainLoss: 2, TrainAccuracy: 0.25, validation?.Loss, validation?.Accuracy, LearningRate: 1e-4, Seconds: 7, IsBest: true);
}
