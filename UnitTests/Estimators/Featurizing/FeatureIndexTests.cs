using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;

namespace Toolkit.UnitTests.Estimators.Featurizing;

/// <summary>Images that are alike by their features, by hand.</summary>
[TestClass]
public sealed class FeatureIndexTests
{
    private static readonly float[][] Features = [[1, 0], [0, 2], [3, 4], [0, 0], [-5, 0]];

    [TestMethod]
    public void TheNearestComeFirstWithoutTheImageItself()
    {
        var index = new FeatureIndex(Features);
        Assert.AreEqual(5, index.Count);
        AssertAre([(2, 0.8f), (0, 0), (3, 0), (4, 0)], index.Nearest(1, 9));
        AssertAre([(2, 0.6f), (1, 0)], index.Nearest(0, 2));
        AssertAre([(4, 1), (1, 0)], index.Nearest([-0.1f, 0], 2), "of another image");
    }

    [TestMethod]
    public void PairsAreAtLeastAsSimilar()
    {
        var pairs = new FeatureIndex([.. Features, [30, 40]]).Pairs(0.7);
        CollectionAssert.AreEqual(new[] { (2, 5), (1, 2), (1, 5) }, pairs.Select(pair => (pair.One, pair.Other)).ToArray());
        Assert.AreEqual(1, pairs[0].Similarity, 1e-6f);
        Assert.AreEqual(0.8f, pairs[1].Similarity, 1e-6f);
    }

    [TestMethod]
    public void TheSameImageIsAsSimilarAsCanBe()
    {
        var random = new Random(1);
        float[][] features = [.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, 512).Select(_ => random.NextSingle()).ToArray())];
        var pairs = new FeatureIndex([.. features, .. features]).Pairs(1);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 200).Select(i => (i, i + 200)).ToArray(), pairs.Select(pair => (pair.One, pair.Other)).ToArray());
        Assert.IsTrue(pairs.All(pair => pair.Similarity <= 1));
        Assert.IsTrue(Enumerable.Range(0, 200).All(i => new FeatureIndex(features).Nearest(features[i], 1)[0].Similarity <= 1));
    }

    [TestMethod]
    public void PairsAreOfBothSets()
    {
        var pairs = new FeatureIndex(Features).Pairs(new FeatureIndex([[30, 40], [0, 1], [0, 0]]), 0.7);
        CollectionAssert.AreEqual(new[] { (1, 1), (2, 0), (1, 0), (2, 1) }, pairs.Select(pair => (pair.One, pair.Other)).ToArray());
        Assert.AreEqual(0.8f, pairs[^1].Similarity, 1e-6f);
        Assert.IsEmpty(new FeatureIndex([]).Pairs(new FeatureIndex(Features), 0));
    }

    [TestMethod]
    public void FeaturesAreReadFromAView()
    {
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(Features.Select(values => new Row { Seen = values }));
        AssertAre([(2, 0.8f)], FeatureIndex.Read(view, "Seen").Nearest(1, 1));
    }

    [TestMethod]
    public void WhatIsWrongIsSaid()
    {
        var index = new FeatureIndex(Features);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => index.Nearest([1, 2, 3], 1)).Message, "2 features are expected");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new FeatureIndex([[1], [float.NaN]])).Message, "image 1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new FeatureIndex([[1], [1, 2]])).Message, "image 1 has 2");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => index.Nearest(5, 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => index.Nearest(0, 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => index.Pairs(1.1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => index.Pairs(index, -1.1));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => index.Pairs(new FeatureIndex([[1, 2, 3]]), 0)).Message, "have 3");
        Assert.IsEmpty(new FeatureIndex([]).Pairs(0));
    }

    private static void AssertAre((int Image, float Similarity)[] expected, IReadOnlyList<SimilarImage> actual, string message = "")
    {
        CollectionAssert.AreEqual(expected.Select(image => image.Image).ToArray(), actual.Select(image => image.Image).ToArray(), message);
        foreach (var (wanted, got) in expected.Zip(actual)) Assert.AreEqual(wanted.Similarity, got.Similarity, 1e-6f, message);
    }

    private sealed class Row
    {
        [VectorType(2)]
        public float[] Seen { get; set; } = [];
    }
}
