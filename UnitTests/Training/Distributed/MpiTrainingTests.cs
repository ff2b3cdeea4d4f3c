using System.Text.Json;
using Toolkit.Data;
using Toolkit.StateDicts;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Training.Distributed;

/// <summary>Trainings of several processes under mpirun against those of one.</summary>
[TestClass]
public sealed class MpiTrainingTests
{
    /// <summary>
    /// 61 images in batches of 16 leave 13 for the last: the shares of 4 ranks differ. Random crops and flips depend on the image alone. The head learns on
    /// reused features, or the backbone computes every batch.
    /// </summary>
    [TestMethod]
    [DataRow(2, true, LearningTask.Classification)]
    [DataRow(4, false, LearningTask.Classification)]
    [DataRow(3, true, LearningTask.MultiLabel)]
    [DataRow(2, false, LearningTask.Regression)]
    public void RanksLearnWhatOneProcessLearnsFromAllTheirBatches(int ranks, bool reusesFeatures, LearningTask task)
    {
        using var folder = new TemporaryFolder();
        var training = new RankTraining(folder.Path) { BatchSize = 16 / ranks, ReusesFeatures = reusesFeatures, Task = task };
        if (ranks == 3) training = training with { BatchSize = 5, Images = 61 }; // 60 and 1: two ranks have no image in the last batch
        var (exitCode, _, errors) = MpiRun.Train(ranks, training);
        Assert.AreEqual(0, exitCode, errors);
        var found = Weights(folder, 0);
        var epochs = Epochs(folder, 0);

        for (var rank = 1; rank < ranks; rank++)
        {
            Assert.AreEqual(0, Distance(found, Weights(folder, rank)), $"rank {rank} has the same weights");
            Assert.IsTrue(epochs.Zip(Epochs(folder, rank)).All(pair => pair.First with { Seconds = 0 } == pair.Second with { Seconds = 0 }));
        }
        var one = (training with { BatchSize = training.BatchSize * ranks }).Run(GradientExchange.None);
        Assert.IsLessThan(1e-4, Distance(found, Weights(folder, 0)));
        foreach (var (mine, theirs) in one.Epochs.Zip(epochs))
        {
            Assert.AreEqual(mine.TrainLoss, theirs.TrainLoss, 1e-4);
            Assert.AreEqual(mine.TrainAccuracy, theirs.TrainAccuracy, 1e-4);
            Assert.AreEqual(mine.ValidationLoss!.Value, theirs.ValidationLoss!.Value, 1e-4);
            Assert.AreEqual(mine.ValidationAccuracy!.Value, theirs.ValidationAccuracy!.Value, 1e-4);
        }

        training.Run(GradientExchange.None);
        Assert.IsGreaterThan(1e-3, Distance(found, Weights(folder, 0)), "smaller batches learn otherwise");
    }

    /// <summary>As torch's DistributedDataParallel defines it: each rank's own batch statistics, mean gradients, and rank 0's running statistics.</summary>
    [TestMethod]
    public void WithBatchNormalisationEachRankHasItsOwnStatistics()
    {
        using var reference = new PythonReference();
        var training = new RankTraining(reference.Folder) { BatchSize = 8, Images = 64, Epochs = 2, FrozenEpochs = 0, Normalises = true };
        var (exitCode, _, errors) = MpiRun.Train(2, training);
        Assert.AreEqual(0, exitCode, errors);

        using var start = new TinyNetwork(dropout: 0);
        foreach (var (name, tensor) in StateDictLoader.Capture(start)) reference.Give<float>($"start.{name}", tensor.ToSingles(), [.. tensor.Shape]);
        GiveBatches(reference, training, start);
        reference.Run("""
            import copy
            from torch import nn

            model = nn.Sequential()
            model.add_module("conv", nn.Conv2d(3, 6, 3, 1, 1))
            model.add_module("bn", nn.BatchNorm2d(6))
            model.add_module("relu", nn.ReLU())
            model.add_module("pool", nn.AdaptiveAvgPool2d(2))
            model.add_module("flatten", nn.Flatten())
            model.add_module("head", nn.Sequential())
            model.head.add_module("fc", nn.Linear(24, 3))
            model.load_state_dict({name: take(f"start.{name}").to(value.dtype).reshape(value.shape) for name, value in model.state_dict().items()})
            velocity = {}
            for step in range(int(take("steps")[0])):
                replicas = [copy.deepcopy(model) for _ in range(2)]
                for rank, replica in enumerate(replicas):
                    replica.train()
                    replica.zero_grad()
                    loss = nn.functional.cross_entropy(replica(take(f"images.{step}.{rank}")), take(f"labels.{step}.{rank}"))
                    loss.backward()
                with torch.no_grad():
                    gradients = [dict(replica.named_parameters()) for replica in replicas]
                    for name, parameter in model.named_parameters():
                        mean = (gradients[0][name].grad + gradients[1][name].grad) / 2
                        velocity[name] = 0.9 * velocity[name] + mean if name in velocity else mean
                        parameter -= 0.05 * velocity[name]
                    for name, buffer in model.named_buffers():
                        buffer.copy_(dict(replicas[0].named_buffers())[name])
            for name, value in model.state_dict().items():
                save(f"end.{name}", value.float())
            """);

        // The best epoch's weights are kept; the images are easy enough for the last to be it.
        Assert.IsTrue(Epochs(reference.Folder, 0)[^1].IsBest);
        foreach (var (name, tensor) in Weights(reference.Folder, 0))
        {
            var expected = reference.Take<float>($"end.{name}").Values;
            foreach (var (found, value) in tensor.ToSingles().Zip(expected.ToArray())) Assert.AreEqual(value, found, 2e-5f, name);
        }
    }

    [TestMethod]
    public void ARunGoesOnBitForBitWithAsManyRanksAndAtAllWithOthers()
    {
        using var folder = new TemporaryFolder();
        var whole = new RankTraining(folder.Path) { Normalises = true, Dropout = 0.3, BatchSize = 8, Epochs = 4, Images = 64 };
        Assert.AreEqual(0, MpiRun.Train(2, whole).ExitCode);
        var expected = Weights(folder, 0);

        var parts = whole with { Checkpoint = folder.File("checkpoint"), Epochs = 2 };
        Assert.AreEqual(0, MpiRun.Train(2, parts).ExitCode);
        File.Copy(parts.Checkpoint, folder.File("after 2"));
        Assert.AreEqual(0, MpiRun.Train(2, parts with { Epochs = 4 }).ExitCode);
        Assert.AreEqual(0, Distance(expected, Weights(folder, 0)));
        Assert.HasCount(4, Epochs(folder, 0));

        File.Copy(folder.File("after 2"), parts.Checkpoint, overwrite: true);
        var (exitCode, _, errors) = MpiRun.Train(4, parts with { Epochs = 4 });
        Assert.AreEqual(0, exitCode, errors);
        Assert.HasCount(4, Epochs(folder, 3));
        Assert.AreNotEqual(0, Distance(expected, Weights(folder, 0)));
    }

    [TestMethod]
    public void RatesMayGrowWithTheNumberOfRanks()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(0, MpiRun.Train(2, new RankTraining(folder.Path) { ScalesRate = true, Epochs = 2, FrozenEpochs = 1 }).ExitCode);
        foreach (var epoch in Epochs(folder, 0)) Assert.AreEqual(0.1, epoch.LearningRate, 1e-12);
    }

    [TestMethod]
    [DataRow("train", "the training set is 60 images", DisplayName = "one image fewer")]
    [DataRow("validation", "the validation set is 24 images", DisplayName = "one validation image fewer")]
    [DataRow("rate", "ScaleRateWithRanks is True on rank 1 and missing on rank 0", DisplayName = "an option that the other has not")]
    public void ARankWithOtherImagesOrOptionsIsNamed(string deviation, string difference)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = MpiRun.Train(2, new RankTraining(folder.Path) { Deviation = deviation });
        Assert.AreNotEqual(0, exitCode);
        StringAssert.Contains(errors, $"Rank 1 on host {Environment.MachineName} does not train the same as rank 0");
        StringAssert.Contains(errors, difference);
    }

    [TestMethod]
    public void TooFewImagesForTheRanksAreRefused()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(MpiRun.Train(3, new RankTraining(folder.Path) { Images = 5 }).Errors, "3 processes need at least 6 training images");
    }

    [TestMethod]
    public void WithoutMpirunThereIsOneRank()
    {
        var ranks = GradientExchange.Mpi();
        Assert.AreEqual((0, 1), (ranks.Rank, ranks.Ranks));
        Assert.IsFalse(GradientExchange.IsUnderMpi);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GradientExchange.Mpi(TimeSpan.Zero));
    }

    private static void GiveBatches(PythonReference reference, RankTraining training, TinyNetwork network)
    {
        var steps = 0;
        for (var rank = 0; rank < 2; rank++)
        {
            var data = new TrainingData(network, training.Options(GradientExchange.None), training.TrainImages(), training.ValidationImages())
            {
                Exchange = new PartOf(rank, 2),
            };
            using var images = data.TrainImages(augment: true, TrainingPhase.Unfrozen);
            steps = 0;
            for (var epoch = 1; epoch <= training.Epochs; epoch++)
            {
                foreach (var batch in images.Epoch(epoch, CancellationToken.None))
                {
                    using (batch)
                    {
                        reference.Give<float>($"images.{steps}.{rank}", batch.Inputs.data<float>().ToArray(), batch.Inputs.shape);
                        reference.Give<long>($"labels.{steps}.{rank}", batch.Labels.data<long>().ToArray(), batch.Labels.shape);
                    }
                    steps++;
                }
            }
        }
        reference.Give<long>("steps", [steps], 1);
    }

    private static StateDict Weights(TemporaryFolder folder, int rank) => Weights(folder.Path, rank);

    private static StateDict Weights(string folder, int rank) => Safetensors.Read(Path.Combine(folder, $"rank{rank}.safetensors"));

    private static EpochReport[] Epochs(TemporaryFolder folder, int rank) => Epochs(folder.Path, rank);

    private static EpochReport[] Epochs(string folder, int rank) =>
        JsonSerializer.Deserialize<EpochReport[]>(File.ReadAllText(Path.Combine(folder, $"rank{rank}.json")))!;

    /// <summary>The largest difference of two weights.</summary>
    private static double Distance(StateDict left, StateDict right) => left.Max(entry =>
        entry.Value.ToSingles().Zip(right[entry.Key].ToSingles()).Max(pair => Math.Abs((double)pair.First - pair.Second)));

    /// <summary>Says which part of the images is loaded.</summary>
    private sealed record PartOf(int Rank, int Ranks) : IGradientExchange
    {
        public void Sum(Span<float> values) => throw new NotSupportedException();

        public void Broadcast(Span<byte> bytes, int from = 0) => throw new NotSupportedException();
    }
}
