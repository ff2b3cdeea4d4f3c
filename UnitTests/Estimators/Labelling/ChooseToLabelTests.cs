using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;

namespace Toolkit.UnitTests.Estimators.Labelling;

/// <summary>Which images are to be labelled next: uncertain ones, and unlike each other.</summary>
[TestClass]
public sealed class ChooseToLabelTests
{
    private const int Groups = 4, PerGroup = 30;

    [TestMethod]
    public void OneOfEachGroupIsChosenFirst()
    {
        var images = Clustered((_, _) => 0);
        var chosen = Choose(images, Groups, score: null);
        CollectionAssert.AreEquivalent(new[] { 0, 1, 2, 3 }, chosen.Select(row => row % Groups).ToArray());
        CollectionAssert.AreEqual(chosen.Order().ToArray(), chosen.ToArray());
    }

    [TestMethod]
    public void WhatTheModelIsSureOfIsLeft()
    {
        // Groups 0 and 1 have 20 unsure images each; the model is sure of all others.
        var images = Clustered((group, number) => group < 2 && number < 20 ? 0.05f : 0.9f);
        var chosen = Choose(images, 4, "Score");
        Assert.IsTrue(chosen.All(row => row % Groups < 2 && row / Groups < 20), string.Join(' ', chosen));
        CollectionAssert.AreEquivalent(new[] { 0, 1 }, chosen.Select(row => row % Groups).Distinct().ToArray());
    }

    [TestMethod]
    public void TheLeastSureWeighMost()
    {
        // One group, whose middle is at 0 but for the one image at the edge of which the model is unsure.
        var images = Enumerable.Range(0, 10).Select(i => new Image
        {
            Features = [1, i == 9 ? 0.5f : 0.01f * i],
            Score = i == 9 ? [0.5f, 0.5f] : [0.999f, 0.001f],
        });
        CollectionAssert.AreEqual(new[] { 9 }, Choose([.. images], 1, "Score").ToArray());
    }

    [TestMethod]
    public void TheMiddleStandsForItsGroup()
    {
        // Fans out from -40 to 40 degrees, behind one that lies the other way.
        Image[] images = [new() { Features = [-1, 0] }, .. new[] { -40, -20, 0, 20, 40 }.Select(angle => new Image
        {
            Features = [MathF.Cos(angle * MathF.PI / 180), MathF.Sin(angle * MathF.PI / 180)],
        })];
        CollectionAssert.AreEqual(new[] { 3 }, Choose(images, 1, score: null).ToArray());
    }

    [TestMethod]
    public void ImagesWithoutFeaturesTakeNoPlace()
    {
        Image[] images = [.. Enumerable.Range(0, 10).Select(_ => new Image { Features = [0, 0] }), .. Clustered((_, _) => 0)];
        var chosen = Choose(images, Groups, score: null);
        Assert.IsTrue(chosen.All(row => row >= 10), string.Join(' ', chosen));
        CollectionAssert.AreEquivalent(new[] { 0, 1, 2, 3 }, chosen.Select(row => (row - 10) % Groups).ToArray());
    }

    [TestMethod]
    public void ImagesThatTheModelIsSureOfAreUnlikeEachOther()
    {
        var chosen = Choose(Clustered((group, number) => group == 0 && number == 0 ? 0 : 1), Groups, "Score");
        CollectionAssert.AreEquivalent(new[] { 0, 1, 2, 3 }, chosen.Select(row => row % Groups).ToArray());
    }

    [TestMethod]
    public void EachRowIsComputedOnce()
    {
        var (ml, computed, images) = (new MLContext(seed: 1), 0, Clustered((_, _) => 0));
        var counting = ml.Transforms.CustomMapping<Image, Image>(
            (from, to) =>
            {
                Interlocked.Increment(ref computed);
                (to.Features, to.Score) = (from.Features, from.Score);
            },
            contractName: null);
        var view = ml.Data.LoadFromEnumerable(images);
        ml.TransferLearning().ChooseToLabel(counting.Fit(view).Transform(view), 5);
        Assert.AreEqual(images.Length, computed);
    }

    [TestMethod]
    public void ThereMayBeFewOrTheSameOneOften()
    {
        var few = Clustered((_, _) => 0)[..3];
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, Choose(few, 5, "Score").ToArray());
        var same = Enumerable.Range(0, 20).Select(_ => new Image { Features = [1, 2], Score = [0.5f, 0.5f] }).ToArray();
        Assert.HasCount(6, Choose(same, 6, "Score").Distinct());
    }

    [TestMethod]
    public void WhatIsWrongIsSaid()
    {
        var images = Clustered((_, _) => 0);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Choose(images, 0, "Score"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Choose(images, 1, "Scores"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Choose(images, 1, "Label"));
        foreach (var score in new[] { float.NaN, 1.5f, -3 })
        {
            images[7].Score = [score, 0];
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Choose(images, 1, "Score")).Message, "row 7");
        }
    }

    private static IReadOnlyList<int> Choose(Image[] images, int count, string? score)
    {
        var ml = new MLContext(seed: 1);
        return ml.TransferLearning().ChooseToLabel(ml.Data.LoadFromEnumerable(images), count, scoreColumnName: score);
    }

    /// <summary>Images of four groups in turn, in four directions.</summary>
    /// <param name="margin">Between the highest probability and the other one, by the group and the number in it.</param>
    private static Image[] Clustered(Func<int, int, float> margin)
    {
        var random = new Random(3);
        float Noise() => (float)(0.1 * random.NextDouble());
        return [.. Enumerable.Range(0, Groups * PerGroup).Select(row =>
        {
            var (group, difference) = (row % Groups, margin(row % Groups, row / Groups));
            return new Image
            {
                Features = [(group == 0 ? 1 : group == 1 ? -1 : 0) + Noise(), (group == 2 ? 1 : group == 3 ? -1 : 0) + Noise()],
                Score = [(1 + difference) / 2, (1 - difference) / 2],
            };
        })];
    }

    private sealed class Image
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        [VectorType(2)]
        public float[] Score { get; set; } = [];

        public string Label { get; set; } = "";
    }
}
