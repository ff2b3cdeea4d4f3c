using Toolkit.Data;
using Toolkit.LibTorch;
using Toolkit.Training;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>Mixup and CutMix against their formulas: with a class of its own for every image, the targets tell partner and share.</summary>
[TestClass]
public sealed class MixingTests
{
    private const int Images = 5, Height = 7, Width = 9;

    public static IEnumerable<object[]> Alphas => [[0.05], [0.2], [1.0], [4.0]];

    [TestMethod]
    [DynamicData(nameof(Alphas))]
    public void SharesHaveTheMomentsOfTheBetaDistribution(double alpha)
    {
        using var stream = new RandomStream(1);
        double[] numbers = [];
        stream.Draw(() => numbers = [.. Enumerable.Range(0, 4000).Select(_ => BetaNumbers.Next(alpha))]);
        var variance = 1 / (4 * (2 * alpha + 1));
        Assert.IsTrue(numbers.All(number => number is >= 0 and <= 1));
        Assert.AreEqual(0.5, numbers.Average(), 4 * Math.Sqrt(variance / numbers.Length));
        Assert.AreEqual(variance, numbers.Average(number => Math.Pow(number - 0.5, 2)), 0.05 * variance + 0.002);
    }

    [TestMethod]
    public void MixupIsTheWeightedMeanOfTwoImages() => ForEachMixed(new Mixup(alpha: 1), (image, partner, share, mixed) =>
    {
        for (var i = 0; i < mixed.Length; i++) Assert.AreEqual(share * image[i] + (1 - share) * partner[i], mixed[i], 1e-5);
    });

    /// <summary>The share is that of the area that is left, as the paper says, not the one that was drawn.</summary>
    [TestMethod]
    public void CutMixHasARectangleOfThePartnerOfTheAreaThatTheTargetsSay()
    {
        var areas = new List<int>();
        ForEachMixed(new CutMix(), (image, partner, share, mixed) =>
        {
            int[] taken = [.. Enumerable.Range(0, Height * Width).Where(i => mixed[i] != image[i])];
            foreach (var i in taken) Assert.AreEqual(partner[i], mixed[i]);
            Assert.AreEqual(1 - (float)taken.Length / (Height * Width), share, 1e-5);
            areas.Add(taken.Length);
            if (taken.Length == 0) return;
            var (rows, columns) = (taken.Select(i => i / Width).Distinct().Count(), taken.Select(i => i % Width).Distinct().Count());
            Assert.AreEqual(rows * columns, taken.Length, "a rectangle");
        });
        Assert.IsGreaterThan(5, areas.Distinct().Count());
    }

    [TestMethod]
    public void TheLossOfWeightedImagesIsTheMixedLossOfBoth()
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork(Images);
        var run = new TrainingContext(network, new()) { BatchesAreImages = true };
        float[] weights = [1, 2, 0.5f, 0, 3];
        var batch = new TensorBatch(randn(Images, 3, 8, 8), arange(Images), tensor(weights));
        var logits = randn(Images, Images);
        float[] losses = [.. nn.functional.cross_entropy(logits, batch.Labels, reduction: nn.Reduction.None).data<float>()];

        var mixed = new Mixup(alpha: 1).OnBatch(run, batch);
        var expected = 0.0;
        for (var i = 0; i < Images; i++)
        {
            // What the image should say, and its weight, tell share and partner.
            var said = mixed.Targets![i].mul(mixed.Weights![i]).data<float>().ToArray();
            for (var label = 0; label < Images; label++)
                expected += said[label] * nn.functional.cross_entropy(logits[i..(i + 1)], tensor(new[] { (long)label })).item<float>() / Images;
        }
        Assert.AreEqual(expected, new TrainingObjective(LearningTask.Classification).TrainingLoss(TrainingOutput.OfHead(logits), mixed).item<float>(), 1e-4);
        Assert.AreEqual(weights.Sum(), mixed.Weights!.sum().item<float>(), 1e-4);
        Assert.AreEqual(weights.Sum(), mixed.Targets!.mul(mixed.Weights!.unsqueeze(1)).sum().item<float>(), 1e-4);
        Assert.IsTrue(losses.All(float.IsFinite));
    }

    [TestMethod]
    public void FeaturesAreMixedByMixupAlone()
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork(Images);
        var run = new TrainingContext(network, new());
        var batch = new TensorBatch(randn(Images, 12), arange(Images));
        Assert.AreSame(batch, new CutMix().OnBatch(run, batch));
        Assert.IsNotNull(new MixupOrCutMix(cutMixShare: 1).OnBatch(run, batch).Targets);
        Assert.AreSame(batch, new Mixup(probability: 0).OnBatch(run, batch));
    }

    [TestMethod]
    public void SeveralLabelsAnImageAreNotMixed()
    {
        using var network = new TinyNetwork(Images);
        using var batch = new TensorBatch(zeros(2, 3, 8, 8), Labels: null) { Targets = zeros(2, Images) };
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => new Mixup().OnBatch(new TrainingContext(network, new()), batch));
        StringAssert.StartsWith(error.Message, "Mixup mixes images of one class each.");
    }

    [TestMethod]
    public void NumbersOutOfTheirRangeAreRefused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Mixup(alpha: 0)).Message, "alpha");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CutMix(probability: 1.5)).Message, "probability");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MixupOrCutMix(cutMixShare: -1)).Message, "cutMixShare");
    }

    /// <summary>Mixes some batches of one-channel images, and hands each image, its partner, its share and the outcome to a check.</summary>
    private static void ForEachMixed(TrainingCallback mixing, Action<float[], float[], float, float[]> check)
    {
        using var network = new TinyNetwork(Images);
        var run = new TrainingContext(network, new()) { BatchesAreImages = true };
        manual_seed(3);
        for (var batches = 0; batches < 12; batches++)
        {
            using var scope = NewDisposeScope();
            var batch = new TensorBatch(randn(Images, 1, Height, Width), arange(Images));
            var mixed = mixing.OnBatch(run, batch);
            for (var i = 0; i < Images; i++)
            {
                var targets = mixed.Targets![i].data<float>().ToArray();
                Assert.AreEqual(1, targets.Sum(), 1e-5);
                var partner = Array.FindIndex(targets.Select((value, label) => label == i ? 0 : value).ToArray(), value => value > 0);
                check(Values(batch.Inputs[i]), Values(batch.Inputs[partner < 0 ? i : partner]), targets[i], Values(mixed.Inputs[i]));
            }
        }
    }

    private static float[] Values(Tensor tensor) => [.. tensor.contiguous().data<float>()];
}
