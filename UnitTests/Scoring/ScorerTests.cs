using Microsoft.ML.Data;
using Toolkit.Networks;
using Toolkit.Scoring;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;
using Toolkit.UnitTests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Scoring;

[TestClass]
public sealed class ScorerTests
{
    private static readonly float[] Pixels = [.. Enumerable.Range(0, 2 * 3 * 8 * 8).Select(i => MathF.Sin(i))];

    [TestMethod]
    public void LogitsProbabilitiesAndFeaturesBelongTogether()
    {
        using var network = new TinyNetwork();
        var scorer = new Scorer(network);
        var before = Tensor.TotalCount;
        float[] logits = scorer.Logits(Pixels, 2), probabilities = scorer.Probabilities(Pixels, 2), features = scorer.Features(Pixels, 2);

        Assert.AreEqual(before, Tensor.TotalCount);
        Assert.HasCount(2 * 3, logits);
        Assert.HasCount(2 * network.FeatureCount, features);
        for (var image = 0; image < 2; image++)
        {
            var exponentials = logits.Skip(image * 3).Take(3).Select(logit => Math.Exp(logit)).ToArray();
            for (var label = 0; label < 3; label++)
                Assert.AreEqual(exponentials[label] / exponentials.Sum(), probabilities[image * 3 + label], 1e-6);
        }
    }

    [TestMethod]
    public void AnImageScoresTheSameAloneAndInABatch()
    {
        using var network = new TinyNetwork();
        var scorer = new Scorer(network);
        var both = scorer.Logits(Pixels, 2);
        var second = scorer.Logits(Pixels.AsSpan(Pixels.Length / 2), 1);
        for (var label = 0; label < 3; label++) Assert.AreEqual(both[3 + label], second[label], 1e-6);
    }

    /// <summary>
    /// libtorch 2.10 computes some 1×1 convolutions of channels-last images wrongly where the processor has AVX-512: 256 to 512 channels,
    /// which ResNet18 has, by half of the largest output.
    /// </summary>
    [TestMethod]
    [DataRow("resnet18")]
    [DataRow("mobilenet_v3_small")]
    [DataRow("efficientnet_b0")]
    public void SinglePrecisionIsDoublePrecisionRounded(string name)
    {
        const int count = 16, size = 64;
        using var network = NetworkCatalog.Create(name, 10, new NetworkOptions { Seed = 1 });
        network.InputSpec = network.InputSpec with { Height = size, Width = size };
        using var images = randn([count, 3, size, size], generator: new Generator(1));
        float[] actual;
        using (var scorer = new Scorer(network)) actual = scorer.Logits(images.data<float>().ToArray(), count);

        using var noGradient = no_grad();
        network.to(float64);
        using var exact = network.call(images.to(float64));
        var expected = exact.data<double>().ToArray();

        var error = expected.Zip(actual, (left, right) => Math.Abs(left - right)).Max() / expected.Max(Math.Abs);
        Assert.IsLessThan(1e-4, error);
    }

    [TestMethod]
    public void ThreadsCanShareAScorer()
    {
        using var network = new TinyNetwork();
        var scorer = new Scorer(network);
        var expected = scorer.Logits(Pixels, 2);
        Parallel.For(0, 32, _ => CollectionAssert.AreEqual(expected, scorer.Logits(Pixels, 2)));
    }

    [TestMethod]
    public void AWrongNumberOfPixelsIsRefused()
    {
        using var network = new TinyNetwork();
        var error = Assert.ThrowsExactly<ArgumentException>(() => new Scorer(network).Logits(Pixels, 3));
        StringAssert.Contains(error.Message, "3 images of 3×8×8 (C×H×W) are 576 numbers, but got 384.");
    }

    /// <summary>The file, its bytes and ML.NET's image go the same way as in a model's Transform.</summary>
    [TestMethod]
    public void APhotographGivesTheProbabilitiesThatItsModelGives()
    {
        var toys = ToyModel.Shared;
        var path = toys.Test.GetColumn<string>("ImagePath").First();
        using var scorer = new Scorer(toys.Network.Network);
        using var image = MLImage.CreateFromFile(path);
        var expected = ToyModel.Scores(toys.Network.Transform(toys.ML.Data.LoadFromEnumerable([new ImageRow { Image = image }]))).Single();
        Close.AreClose(expected, scorer.Probabilities(path), 1e-5, "file");
        Close.AreClose(expected, scorer.Probabilities(File.ReadAllBytes(path)), 1e-5, "bytes");
        Close.AreClose(expected, scorer.Probabilities(image), 1e-5, "MLImage");
    }
}
