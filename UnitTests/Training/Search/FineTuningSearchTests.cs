using System.Diagnostics;
using Toolkit.Data;
using Toolkit.Training;

namespace Toolkit.UnitTests.Training;

/// <summary>The search over networks, rates and augmentation: what it computes, what it chooses, and that it keeps to its time.</summary>
[TestClass]
public sealed class FineTuningSearchTests
{
    private const int TrainImages = 60, ValidationImages = 30, Versions = 3;

    private static readonly InMemoryImages Train = TintedImages.Create(TrainImages), Validation = TintedImages.Create(ValidationImages, seed: 2);

    private static readonly FineTuningOptions Training = new() { BatchSize = 16, LoaderThreads = 1, Seed = 3 };

    private static readonly TimeSpan Plenty = TimeSpan.FromMinutes(10);

    private readonly List<TinyNetwork> made = [];

    [TestMethod]
    public void FeaturesAreComputedOnceForANetwork()
    {
        var result = Search([Network("a", 1), Network("b", 2)], Plenty);
        Assert.HasCount(2, made);
        foreach (var network in made) Assert.AreEqual(ValidationImages + TrainImages + Versions * TrainImages, network.ImagesSeen);
        Assert.HasCount(2 * 2 * FineTuningSearch.LearningRates.Count, result.Trials);
        // 20, 10, 5, 3 and 2 heads.
        int[] ofRounds = [.. Enumerable.Range(1, 5).Select(rounds => result.Trials.Count(trial => trial.Rounds == rounds))];
        CollectionAssert.AreEqual(new[] { 10, 5, 2, 1, 2 }, ofRounds);
        foreach (var trial in result.Trials)
        {
            Assert.AreEqual(1 << trial.Rounds, trial.Epochs);
            Assert.IsNull(trial.Remark);
            Assert.IsGreaterThan(0, trial.FeatureSeconds);
        }
    }

    [TestMethod]
    public void TheChosenOneHasTheLowestLossOfTheLastRound()
    {
        var result = Search([Network("a", 1)], Plenty);
        var last = result.Trials.Where(trial => trial.Rounds == result.Trials.Max(other => other.Rounds)).ToArray();
        Assert.HasCount(2, last);
        Assert.AreEqual(last.Min(trial => trial.ValidationLoss), result.Chosen.ValidationLoss);
        Assert.AreEqual(result.Trials[0], result.Chosen);
        StringAssert.Contains(result.Reason, "in the last of 4 round(s) of successive halving among 10 of 10 candidates.");
        StringAssert.StartsWith(result.Reason, "a (random)");
    }

    [TestMethod]
    public void AHeadIsTrainedAsTheFrozenEpochsOfATrainingAre()
    {
        var network = Network("a", 1);
        var options = Training with { Schedule = Schedule.OneCycle(), LearningRate = 1e-2 };
        var result = FineTuningSearch.Run(
            Train, Validation, [new(network, 1e-2)], Plenty, options, new FineTuningSearchOptions { FirstEpochs = 6 });
        using var trained = network.Create();
        var expected = new FineTuner(trained, options with { Epochs = 6, FrozenEpochs = 6, AugmentWhileFrozen = false }).Fit(Train, Validation);
        Assert.AreEqual(expected.Epochs.Min(epoch => epoch.ValidationLoss), result.Chosen.ValidationLoss);
        Assert.AreEqual((1, 6), (result.Chosen.Rounds, result.Chosen.Epochs));
    }

    [TestMethod]
    public void TheSameSeedChoosesTheSame()
    {
        var candidates = SearchCandidate.Combine([Network("a", 1), Network("b", 2)], [1e-3, 1e-2], [0, 1]);
        SearchTrial[] Trials(FineTuningOptions training) =>
            [.. FineTuningSearch.Run(Train, Validation, candidates, Plenty, training).Trials.Select(trial => trial with { FeatureSeconds = 0, Seconds = 0 })];

        var first = Trials(Training);
        CollectionAssert.AreEqual(first, Trials(Training with { LoaderThreads = 3 }));
        CollectionAssert.AreNotEqual(first, Trials(Training with { Seed = 4 }));
    }

    [TestMethod]
    public void WithoutTimeTheFirstCandidateIsTriedAlone()
    {
        var told = new List<string>();
        var result = FineTuningSearch.Run(
            Train, Validation, SearchCandidate.Combine([Network("a", 1), Network("b", 2)]), TimeSpan.FromTicks(1), Training, tell: told.Add);
        var chosen = result.Chosen;
        Assert.AreEqual(("a", FineTuningSearch.LearningRates[0], 0, 1), (chosen.Network, chosen.LearningRate, chosen.AugmentedVersions, chosen.Rounds));
        Assert.HasCount(1, made, "the network for which there is no time is not made");
        Assert.AreEqual(ValidationImages + TrainImages, made[0].ImagesSeen);
        Assert.HasCount(1, result.Trials.Where(trial => trial.Rounds > 0).ToArray());
        Assert.IsTrue(result.Trials.Skip(1).All(trial => trial.Remark!.StartsWith("There was no time left") && trial.ValidationLoss is null));
        CollectionAssert.AreEqual(
            new[] { "b (random), images as they are", "a (random), 4 random version(s) of each image", "b (random), 4 random version(s) of each image" },
            told.Where(line => line.StartsWith("left out: ")).Select(line => line["left out: ".Length..line.LastIndexOf(':')]).ToArray());
        StringAssert.Contains(result.Reason, "among 5 of 20 candidates, when the time was up.");
    }

    [TestMethod]
    public void SlowFeaturesAreGivenUp()
    {
        var slow = new SearchedNetwork("slow", "random", () => Made(new TinyNetwork(seed: 2) { Delay = TimeSpan.FromSeconds(0.5) }));
        var watch = Stopwatch.StartNew();
        var result = Search([Network("a", 1), slow], TimeSpan.FromSeconds(2));
        Assert.AreEqual("a", result.Chosen.Network);
        Assert.AreEqual(Training.BatchSize, made[1].ImagesSeen, "one batch shows that there is no time for all, nor for their versions");
        Assert.IsTrue(result.Trials.Where(trial => trial.Network == "slow").All(trial => trial.Remark!.Contains("longer than the time that is left")));
        Assert.IsLessThan(6, watch.Elapsed.TotalSeconds);
    }

    [TestMethod]
    public void ARateThatDivergesIsLast()
    {
        var candidates = SearchCandidate.Combine([Network("a", 1)], [1e38, 1e-2], [0]);
        var result = FineTuningSearch.Run(Train, Validation, candidates, Plenty, Training with { Optimizer = Optimizer.Sgd(momentum: 0) });
        Assert.AreEqual(1e-2, result.Chosen.LearningRate);
        Assert.AreEqual("Its loss was no finite number.", result.Trials[1].Remark);
        Assert.IsNull(result.Trials[1].ValidationLoss);
    }

    [TestMethod]
    public void WhatCannotBeTriedIsLeftOut()
    {
        var broken = new SearchedNetwork("broken", "none", () => throw new InvalidDataException("The file is damaged."));
        var result = Search([broken, Network("a", 1)], Plenty);
        Assert.AreEqual("a", result.Chosen.Network);
        Assert.IsTrue(result.Trials.Where(trial => trial.Network == "broken").All(trial => trial.Remark == "The file is damaged."));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => Search([broken], Plenty)).Message, "None of the candidates can be tried. The file is damaged.");

        // The images as they are and one validation set fit, but not their versions as well.
        var bytes = (TrainImages + ValidationImages) * made[0].HeadInputCount * sizeof(float);
        var small = Search([Network("a", 1)], Plenty, Training with { FeatureCacheBytes = bytes });
        Assert.IsTrue(small.Trials.All(trial => trial.Remark is null == (trial.AugmentedVersions == 0)));
        StringAssert.Contains(small.Trials[^1].Remark, $"FeatureCacheBytes is {bytes}");
    }

    [TestMethod]
    public void OfManyImagesAPartIsUsed()
    {
        FineTuningSearch.Run(
            Train, Validation, [new(Network("a", 1), 1e-3)], Plenty, Training, new FineTuningSearchOptions { MostImages = 12 });
        Assert.AreEqual(12 + 12, made[0].ImagesSeen);
    }

    [TestMethod]
    public void WhatMakesNoSenseIsRefused()
    {
        SearchCandidate[] one = [new(Network("a", 1), 1e-3)];
        AssertRefused("Count must be at least 1", [], Plenty);
        AssertRefused("budget must be above 0", one, TimeSpan.Zero);
        AssertRefused("LearningRate must be a finite number above 0", [one[0] with { LearningRate = double.NaN }], Plenty);
        AssertRefused("AugmentedVersions must be at least 0", [one[0] with { AugmentedVersions = -1 }], Plenty);
        AssertRefused("FirstEpochs must be at least 1", one, Plenty, new FineTuningSearchOptions { FirstEpochs = 0 });
        AssertRefused("MostImages must be at least 2", one, Plenty, new FineTuningSearchOptions { MostImages = 1 });
        Assert.ThrowsExactly<OperationCanceledException>(
            () => FineTuningSearch.Run(Train, Validation, one, Plenty, Training, cancellation: new CancellationToken(canceled: true)));
    }

    private static void AssertRefused(string words, SearchCandidate[] candidates, TimeSpan budget, FineTuningSearchOptions? options = null) =>
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FineTuningSearch.Run(Train, Validation, candidates, budget, Training, options)).Message,
            words);

    private static SearchResult Search(IReadOnlyList<SearchedNetwork> networks, TimeSpan budget, FineTuningOptions? training = null) =>
        FineTuningSearch.Run(Train, Validation, SearchCandidate.Combine(networks, augmentedVersions: [0, Versions]), budget, training ?? Training);

    private SearchedNetwork Network(string name, int seed) => new(name, "random", () => Made(new TinyNetwork(seed: seed)));

    private TinyNetwork Made(TinyNetwork network)
    {
        made.Add(network);
        return network;
    }
}
