using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Scoring;
using Toolkit.StateDicts;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Training;

/// <summary>Weights of images and balancing of classes, on a network without dropout and batch normalisation, and whole batches.</summary>
[TestClass]
public sealed class WeightedLossTests
{
    private const int Count = 30;

    private static readonly InputSpec Input = new(3, 8, 8, [0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f], 8);

    private static readonly FineTuningOptions WholeBatches = new()
    {
        Epochs = 1,
        FrozenEpochs = 0,
        BatchSize = 1000,
        Optimizer = Optimizer.Sgd(weightDecay: 1e-4),
        LearningRate = 0.1,
        ValidationFraction = 0,
        Augmentation = [],
        Input = Input,
        LoaderThreads = 1,
    };

    [TestMethod]
    [DataRow(0, 0L, 0.0, DisplayName = "all layers")]
    [DataRow(0, 0L, 0.2, DisplayName = "label smoothing")]
    [DataRow(1, 0L, 0.0, DisplayName = "frozen")]
    [DataRow(1, 1L << 20, 0.0, DisplayName = "frozen, with the features computed once")]
    public void TheLossIsTheWeightedMean(int frozenEpochs, long cacheBytes, double smoothing)
    {
        var images = Tinted(index => index % 7 * 0.5f);
        var options = WholeBatches with { FrozenEpochs = frozenEpochs, FeatureCacheBytes = cacheBytes, LabelSmoothing = smoothing };
        Assert.AreEqual(WeightedMean(images, images.WeightOf, smoothing), FirstLoss(images, options), 1e-5);
    }

    [TestMethod]
    public void BalancedClassesCountTheSame()
    {
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i < 24 ? 0 : i < 29 ? 1 : 2)];
        var images = Tinted(_ => 1, labels);
        double[] perClass = [1 / 24.0, 1 / 5.0, 1];
        var expected = WeightedMean(images, index => (float)perClass[labels[index]], 0);
        Assert.AreEqual(expected, FirstLoss(images, WholeBatches with { ClassBalancing = ClassBalancing.InverseFrequency }), 1e-5);
        Assert.AreNotEqual(expected, FirstLoss(images, WholeBatches), 1e-3);
    }

    [TestMethod]
    public void BalancingCountsWithTheWeightsOfImages()
    {
        var images = Tinted(index => 1 + index % 3); // the class is index % 3, so every image weighs 1, 2 or 3 by its class
        var expected = WeightedMean(images, _ => 1, 0);
        Assert.AreEqual(expected, FirstLoss(images, WholeBatches with { ClassBalancing = ClassBalancing.InverseFrequency }), 1e-5);
    }

    [TestMethod]
    public void AnImageOfWeightTwoIsWorthTwoImages()
    {
        var options = WholeBatches with { Epochs = 5, LearningRate = 0.5 };
        var weighted = Train(Tinted(index => index < 10 ? 2 : 1), options);
        var repeated = Train(Tinted(_ => 1).Subset([.. Enumerable.Range(0, Count), .. Enumerable.Range(0, 10)]), options);
        var plain = Train(Tinted(_ => 1), options);
        foreach (var (key, values) in repeated) Close.AreClose(values, weighted[key], 1e-4, key);
        Assert.IsTrue(plain.Any(item => item.Value.Zip(weighted[item.Key], (a, b) => Math.Abs(a - b)).Max() > 1e-3));
    }

    [TestMethod]
    public void EqualWeightsChangeNoBit()
    {
        var options = WholeBatches with { Epochs = 2, BatchSize = 8 };
        var (plain, weighted) = (Train(Tinted(_ => 1), options), Train(Tinted(_ => 3.7f), options));
        foreach (var (key, values) in plain) CollectionAssert.AreEqual(values, weighted[key], key);
    }

    [TestMethod]
    [DataRow(-1f, "image 4 is -1")]
    [DataRow(float.NaN, "image 4 is NaN")]
    [DataRow(float.PositiveInfinity, "image 4 is ∞")]
    public void AWeightOutOfRangeIsNamed(float weight, string words)
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => Train(Tinted(index => index == 4 ? weight : 1), WholeBatches));
        StringAssert.Contains(error.Message.Replace("Infinity", "∞"), words);
        StringAssert.Contains(error.Message, "at least 0");
    }

    [TestMethod]
    public void WeightsOfZeroAloneAreRefused() =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Train(Tinted(_ => 0), WholeBatches)).Message, "All weights");

    private static InMemoryImages Tinted(Func<int, float> weightOf, int[]? labels = null)
    {
        var images = TintedImages.Create(Count);
        byte[] pixels = [.. Enumerable.Range(0, Count).SelectMany(index => images.PixelsOf(index).ToArray())];
        float[] weights = [.. Enumerable.Range(0, Count).Select(weightOf)];
        return new InMemoryImages(3, 8, 8, pixels, labels ?? images.Labels.ToArray(), images.ClassNames, weights: weights);
    }

    private static Network NewNetwork() =>
        NetworkCatalog.Create("mlp", 3, new NetworkOptions { Channels = 3, ImageSize = 8, Width = 16, Seed = 4 });

    private static double FirstLoss(IImageDataset images, FineTuningOptions options)
    {
        using var network = NewNetwork();
        return new FineTuner(network, options).Fit(images).IterationLosses[0];
    }

    private static Dictionary<string, float[]> Train(IImageDataset images, FineTuningOptions options)
    {
        using var network = NewNetwork();
        new FineTuner(network, options).Fit(images);
        return StateDictLoader.Capture(network).ToDictionary(tensor => tensor.Key, tensor => tensor.Value.ToSingles());
    }

    /// <summary>Σ weight · cross-entropy / Σ weight of a fresh network, computed here from its logits.</summary>
    private static double WeightedMean(IImageDataset images, Func<int, float> weightOf, double smoothing)
    {
        using var network = NewNetwork();
        network.InputSpec = Input;
        var (scorer, preparer) = (new Scorer(network), new ImagePreparer(Input));
        var (sum, weights) = (0.0, 0.0);
        for (var i = 0; i < images.Count; i++)
        {
            var pixels = preparer.Prepare(image => images.Read(i, image));
            sum += weightOf(i) * CrossEntropy(scorer.Logits(pixels, 1), images.LabelOf(i), smoothing);
            weights += weightOf(i);
        }
        return sum / weights;
    }

    private static double CrossEntropy(float[] logits, int label, double smoothing)
    {
        var logSum = Math.Log(logits.Sum(logit => Math.Exp(logit)));
        return (1 - smoothing) * (logSum - logits[label]) + smoothing * logits.Average(logit => logSum - logit);
    }
}
