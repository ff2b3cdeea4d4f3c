using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.UnitTests.Data;

[TestClass]
public sealed class ImageSubsetsTests
{
    [TestMethod]
    public void AStratifiedSplitDividesEveryClassAlike()
    {
        var images = new SyntheticImages(100, classes: 4);
        var (remaining, part) = images.SplitStratified(0.2, seed: 3);
        CollectionAssert.AreEqual(new[] { 5, 5, 5, 5 }, PerClass(part));
        CollectionAssert.AreEqual(new[] { 20, 20, 20, 20 }, PerClass(remaining));
        CollectionAssert.AreEqual(Enumerable.Range(0, 100).ToArray(), remaining.Indices.Concat(part.Indices).Order().ToArray());
        CollectionAssert.AreEqual(part.Indices.ToArray(), images.SplitStratified(0.2, seed: 3).Part.Indices.ToArray());
        CollectionAssert.AreNotEqual(part.Indices.ToArray(), images.SplitStratified(0.2, seed: 4).Part.Indices.ToArray());
    }

    [TestMethod]
    public void SmallClassesHaveAnImageOnEitherSide()
    {
        var (remaining, part) = new SyntheticImages(6, classes: 3).SplitStratified(0.01, seed: 0);
        CollectionAssert.AreEqual(new[] { 1, 1, 1 }, PerClass(part));
        CollectionAssert.AreEqual(new[] { 1, 1, 1 }, PerClass(remaining));
        var error = Assert.ThrowsExactly<ArgumentException>(() => new SyntheticImages(3, classes: 3).SplitStratified(0.5, seed: 0));
        StringAssert.Contains(error.Message, "none of its 3 classes has more than one of the 3 images. Add images");
        Assert.IsNull(error.ParamName);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SyntheticImages(3).SplitStratified(1, seed: 0));
    }

    [TestMethod]
    public void EveryLabelOfSeveralIsDividedAlike()
    {
        float[][] labels = [.. Enumerable.Range(0, 200).Select(i => (float[])[i % 2, i % 10 == 3 ? 1 : 0, i is 20 or 51 ? 1 : 0, 0])];
        var images = new TargetedImages(new SyntheticImages(200), LearningTask.MultiLabel, ["half", "tenth", "two", "none"], labels);
        Assert.ThrowsExactly<ArgumentException>(() => images.TakePerClass(2));
        var (remaining, part) = images.SplitStratified(0.2, seed: 3);
        CollectionAssert.AreEqual(new[] { 20, 4, 1, 0 }, PerLabel(part));
        CollectionAssert.AreEqual(new[] { 80, 16, 1, 0 }, PerLabel(remaining));
        Assert.AreEqual((160, 40), (remaining.Count, part.Count));
        CollectionAssert.AreEqual(part.Indices.ToArray(), images.SplitStratified(0.2, seed: 3).Part.Indices.ToArray());
        Assert.AreEqual(LearningTask.MultiLabel, part.Task);

        int[] PerLabel(ImageSubset of) => [.. Enumerable.Range(0, 4).Select(label => Enumerable.Range(0, of.Count).Count(i => of.TargetsOf(i)[label] > 0))];
    }

    [TestMethod]
    public void NumbersAreSplitAtRandom()
    {
        float[][] numbers = [.. Enumerable.Range(0, 50).Select(i => (float[])[i])];
        var (remaining, part) = new TargetedImages(new SyntheticImages(50), LearningTask.Regression, ["x"], numbers).SplitStratified(0.1, seed: 3);
        Assert.AreEqual((45, 5), (remaining.Count, part.Count));
        Assert.AreEqual((float)part.Indices[2], part.TargetsOf(2)[0]);
    }

    [TestMethod]
    public void TargetsThatDoNotFitAreRefused()
    {
        var images = new SyntheticImages(3);
        Refused(["a"], [[1], [0]], "There are 3 images, but targets for 2");
        Refused(["a"], [[1], [0, 1], [0]], "synthetic/1.png has 2 targets, but there are 1 names (a)");
        Refused(["a", "a"], [[1, 0], [0, 1], [0, 0]], "Names must be different");
        var error = Assert.ThrowsExactly<ArgumentException>(() => InMemoryImages.Load(new TargetedImages(images, LearningTask.Regression, ["a"], [[1], [0], [2]])));
        StringAssert.Contains(error.Message, "put the targets behind: new TargetedImages(loaded, …)");

        void Refused(string[] names, float[][] targets, string words) => StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => new TargetedImages(images, LearningTask.MultiLabel, names, targets)).Message, words);
    }

    [TestMethod]
    public void TakePerClassTakesTheFirst()
    {
        var subset = new SyntheticImages(10, classes: 3).TakePerClass(2);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4, 5 }, subset.Indices.ToArray());
        Assert.AreEqual("synthetic/4.png", subset.NameOf(4));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SyntheticImages(10).TakePerClass(0));
    }

    [TestMethod]
    public void TakeRandomDependsOnTheSeedAlone()
    {
        var images = new SyntheticImages(100);
        var subset = images.TakeRandom(10, seed: 1);
        Assert.AreEqual(10, subset.Indices.Distinct().Count());
        CollectionAssert.AreEqual(subset.Indices.ToArray(), images.TakeRandom(10, seed: 1).Indices.ToArray());
        CollectionAssert.AreNotEqual(subset.Indices.ToArray(), images.TakeRandom(10, seed: 2).Indices.ToArray());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => images.TakeRandom(101, seed: 1));
    }

    [TestMethod]
    public void ASubsetReadsTheImagesItNames()
    {
        var images = new SyntheticImages(10);
        var subset = images.Subset([7, 2]).Subset([1, 0]);
        ImageBuffer expected = new(), actual = new();
        images.Read(2, expected);
        subset.Read(0, actual);
        CollectionAssert.AreEqual(expected.Pixels.ToArray(), actual.Pixels.ToArray());
        Assert.AreEqual(images.LabelOf(7), subset.LabelOf(1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => images.Subset([10]));
    }

    private static int[] PerClass(ImageSubset subset) =>
        [.. Enumerable.Range(0, subset.Count).CountBy(subset.LabelOf).OrderBy(pair => pair.Key).Select(pair => pair.Value)];
}
