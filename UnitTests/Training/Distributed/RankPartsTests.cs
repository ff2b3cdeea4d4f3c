using Toolkit.Data;
using Toolkit.LibTorch;
using Toolkit.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training.Distributed;

/// <summary>The parts of a distributed training, on ranks that are threads.</summary>
[TestClass]
public sealed class RankPartsTests
{
    [TestMethod]
    [DataRow(61, 16, 4)]
    [DataRow(64, 16, 2)]
    [DataRow(65, 16, 4)]
    [DataRow(7, 4, 3)]
    public void TheBatchesOfAllRanksTogetherAreThoseOfOneProcess(int images, int batchSize, int ranks)
    {
        using var whole = Batches(images, batchSize * ranks, Shard.Whole);
        var expected = IndicesOf(whole, epoch: 3);
        var parts = Enumerable.Range(0, ranks).Select(rank => Batches(images, batchSize, new Shard(rank, ranks))).ToArray();
        var found = parts.Select(part => IndicesOf(part, epoch: 3)).ToArray();

        Assert.IsTrue(parts.All(part => part.Batches == whole.Batches), "all ranks take as many steps");
        for (var batch = 0; batch < expected.Length; batch++)
        {
            var together = found.SelectMany(part => part.ElementAtOrDefault(batch) ?? []);
            CollectionAssert.AreEquivalent(expected[batch], together.ToArray(), $"batch {batch}");
        }
        foreach (var part in parts) part.Dispose();
    }

    [TestMethod]
    [DataRow(33, 8, 2, 2, DisplayName = "the last batch has one image: no rank has two")]
    [DataRow(35, 8, 2, 2, DisplayName = "the last batch has three: one rank has one")]
    [DataRow(36, 8, 2, 3, DisplayName = "the last batch has two a rank")]
    public void ALastBatchInWhichARankHasNoVarianceIsLeftOutByAll(int images, int batchSize, int ranks, int batches)
    {
        for (var rank = 0; rank < ranks; rank++)
        {
            using var part = Batches(images, batchSize, new Shard(rank, ranks), skipLoneImage: true);
            Assert.AreEqual(batches, part.Batches);
            Assert.IsTrue(IndicesOf(part, epoch: 0).All(batch => batch.Length >= 2));
            Assert.AreEqual(IndicesOf(part, epoch: 0).Sum(batch => batch.Length), part.Images);
        }
    }

    [TestMethod]
    public void RowsOfAllRanksComeTogetherInTheOrderOfTheImages()
    {
        float[] rows = [.. Enumerable.Range(0, 11 * 3).Select(i => (float)i)];
        var gathered = ThreadRanks.Run(4, ranks =>
            ranks.AllGatherRows<float>([.. rows.Chunk(3).Where((_, image) => image % 4 == ranks.Rank).SelectMany(row => row)], 3));
        foreach (var all in gathered) CollectionAssert.AreEqual(rows, all);

        var parts = ThreadRanks.Run(3, ranks => ranks.AllGather(Enumerable.Repeat((long)ranks.Rank, ranks.Rank).ToArray()));
        foreach (var all in parts) CollectionAssert.AreEqual(new[] { 0, 1, 2 }, all.Select(part => part.Length).ToArray());
        Assert.AreEqual("rank 0 ü", ThreadRanks.Run(2, ranks => ranks.Share($"rank {ranks.Rank} ü"))[1]);
    }

    /// <summary>By hand: (6·g₀ + 2·g₁) / 8. A parameter that learns on no rank stays without a gradient; a rank without images counts nothing.</summary>
    [TestMethod]
    public void EveryRankCountsWithItsImages()
    {
        int[] images = [6, 2, 0];
        var results = ThreadRanks.Run(3, ranks =>
        {
            using var scope = NewDisposeScope();
            Parameter learns = new(zeros(2, 3)), idle = new(zeros(4));
            if (images[ranks.Rank] > 0) learns.grad = arange(6f).reshape(2, 3).mul(tensor(ranks.Rank + 1f));
            using var average = new GradientAverage(ranks, [learns, idle], CancellationToken.None);
            var loss = average.Run(images[ranks.Rank], loss: 10 * (ranks.Rank + 1));
            return (Gradient: learns.grad!.data<float>().ToArray(), Idle: idle.grad is null, loss, average.IsToEnd);
        });
        foreach (var (gradient, idle, loss, isToEnd) in results)
        {
            for (var i = 0; i < 6; i++) Assert.AreEqual(((6 * i) + (2 * 2 * i)) / 8f, gradient[i], 1e-6f);
            Assert.IsTrue(idle);
            Assert.AreEqual(((6 * 10) + (2 * 20)) / 8.0, loss, 1e-6);
            Assert.IsFalse(isToEnd);
        }
    }

    [TestMethod]
    public void WhatIsNoNumberOnOneRankIsNoneOnAllAndAllEndWhereOneIsAskedTo()
    {
        using var asked = new CancellationTokenSource();
        asked.Cancel();
        var results = ThreadRanks.Run(2, ranks =>
        {
            using var scope = NewDisposeScope();
            var parameter = new Parameter(zeros(2)) { grad = ones(2) };
            using var average = new GradientAverage(ranks, [parameter], ranks.Rank == 1 ? asked.Token : CancellationToken.None);
            return (Loss: average.Run(4, ranks.Rank == 1 ? double.NaN : 1), average.IsToEnd);
        });
        foreach (var (loss, isToEnd) in results)
        {
            Assert.IsFalse(double.IsFinite(loss));
            Assert.IsTrue(isToEnd);
        }
    }

    [TestMethod]
    [DataRow(LearningTask.Classification)]
    [DataRow(LearningTask.MultiLabel)]
    [DataRow(LearningTask.Regression)]
    public void TheScoreOfAllRanksIsThatOfAllImages(LearningTask task)
    {
        const int images = 13, outputs = 3;
        var random = new Random(1);
        float[] said = [.. Enumerable.Range(0, images * outputs).Select(_ => random.NextSingle() + (task == LearningTask.Regression ? 1000 : 0))];
        float[] truth = [.. Enumerable.Range(0, images * outputs).Select(_ => task == LearningTask.MultiLabel ? random.Next(2) : 1000 + random.NextSingle())];
        var whole = ScoreOf(Enumerable.Range(0, images));

        // The third rank has no image.
        int[][] shares = [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9, 10, 11, 12], []];
        foreach (var (loss, value, count) in ThreadRanks.Run(3, ranks =>
        {
            var all = ScoreOf(shares[ranks.Rank]).OfAll(ranks, task);
            return (all.Loss, all.Value, all.Images);
        }))
        {
            Assert.AreEqual(whole.Loss, loss, 1e-9);
            Assert.AreEqual(whole.Value, value, 1e-9);
            Assert.AreEqual(images, count);
        }

        RunningScore ScoreOf(IEnumerable<int> some)
        {
            using var scope = NewDisposeScope();
            var score = RunningScore.Of(task);
            foreach (var batch in some.Chunk(4)) score.Add(Rows(said, batch), BatchOf(batch), loss: batch[0] + 1);
            return score;
        }

        TensorBatch BatchOf(int[] batch) => new(zeros(batch.Length, 1), tensor(batch.Select(image => (long)(image % outputs)).ToArray()))
        {
            Targets = task == LearningTask.Classification ? null : Rows(truth, batch),
        };

        static Tensor Rows(float[] values, int[] batch) =>
            tensor(batch.SelectMany(image => values[(image * outputs)..((image + 1) * outputs)]).ToArray()).reshape(batch.Length, outputs);
    }

    /// <summary>libtorch's generator takes the low half of a seed alone.</summary>
    [TestMethod]
    public void EveryRankDrawsItsOwnRandomNumbers()
    {
        using var network = new TinyNetwork();
        var tuner = new FineTuner(network, new FineTuningOptions { Seed = 3 });
        var drawn = Enumerable.Range(0, 4).Select(rank =>
        {
            using var random = new RandomStream(tuner.SeedOf(rank));
            return random.Draw(() => rand(4).data<float>().ToArray()[0]);
        });
        Assert.AreEqual(4, drawn.Distinct().Count());
        Assert.AreEqual(3, tuner.SeedOf(0));
    }

    [TestMethod]
    public void WeightsAndCountersOfRank0AreTakenOver()
    {
        var states = ThreadRanks.Run(2, ranks =>
        {
            using var network = new TinyNetwork(seed: ranks.Rank + 1);
            if (ranks.Rank == 0) network.state_dict()["bn.num_batches_tracked"].add_(tensor(7L), 1);
            WeightBroadcast.FromRank0(ranks, network.state_dict().Values);
            return network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.to(ScalarType.Float64).data<double>().ToArray());
        });
        Assert.AreEqual(7, states[1]["bn.num_batches_tracked"].Single());
        foreach (var (name, values) in states[0]) CollectionAssert.AreEqual(values, states[1][name], name);
    }

    private static ImageBatches Batches(int images, int batchSize, Shard shard, bool skipLoneImage = false) => new(
        Numbered(images), Toolkit.Images.ImagePipeline.ForEvaluation(new TinyNetwork().InputSpec),
        new BatchLoaderOptions { BatchSize = batchSize, Shuffle = true, Seed = 5, Shard = shard, Threads = 2 }, CPU, skipLoneImage);

    /// <summary>Images whose label is their number.</summary>
    private static InMemoryImages Numbered(int count) => new(
        3, 8, 8, new byte[count * 3 * 8 * 8], [.. Enumerable.Range(0, count)], [.. Enumerable.Range(0, count).Select(i => $"{i}")]);

    private static long[][] IndicesOf(ImageBatches batches, int epoch) => [.. batches.Epoch(epoch, CancellationToken.None).Select(batch =>
    {
        using (batch) return batch.Labels.data<long>().ToArray();
    })];
}
