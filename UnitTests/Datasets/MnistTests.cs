using Toolkit.Data;
using Toolkit.Datasets;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Datasets;

[TestClass]
public sealed class MnistTests
{
    /// <summary>Published counts of the digits 0 to 9 in the test set.</summary>
    private static readonly int[] TestCounts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];

    [TestMethod]
    public void TheSharedTestSetHasThePublishedCounts()
    {
        var test = Mnist.Load(SharedFiles.Require("data/mnist"), training: false);
        CollectionAssert.AreEqual(TestCounts,
            test.Labels.ToArray().CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value).ToArray());
    }

    [TestMethod]
    public void MeanAndDeviationAreThoseOfTheTrainingImages()
    {
        AreThoseOf(Mnist.Load(SharedFiles.Require("data/mnist"), training: true), Mnist.Mean, Mnist.Std);
        if (FashionMnist.IsIn()) AreThoseOf(FashionMnist.Load(training: true, channels: 1), FashionMnist.Mean, FashionMnist.Std);
    }

    [TestMethod]
    public void NamesWithADotAndOtherClassesAreRead()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("t10k-images.idx3-ubyte"), [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 40, 50]);
        File.WriteAllBytes(folder.File("t10k-labels.idx1-ubyte"), [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]);
        var test = Mnist.Load(folder.Path, training: false, classNames: ["ka", "sa"]);
        Assert.AreEqual(("sa", 40), (test.ClassNames[test.LabelOf(0)], test.PixelsOf(0)[0]));
        Assert.IsFalse(Mnist.IsIn(folder.Path));
        var missing = Assert.ThrowsExactly<FileNotFoundException>(() => Mnist.Load(folder.Path, training: true));
        StringAssert.Contains(missing.Message, "train-images-idx3-ubyte.gz");
        StringAssert.Contains(missing.Message, folder.Path);
    }

    private static void AreThoseOf(InMemoryImages images, double mean, double std)
    {
        var histogram = new long[256];
        for (var i = 0; i < images.Count; i++)
            foreach (var pixel in images.PixelsOf(i)) histogram[pixel]++;
        double count = histogram.Sum();
        var found = histogram.Select((n, value) => n * (value / 255.0)).Sum() / count;
        Assert.AreEqual(mean, found, 1e-4);
        Assert.AreEqual(std, Math.Sqrt(histogram.Select((n, value) => n * Math.Pow(value / 255.0 - found, 2)).Sum() / count), 1e-4);
    }
}
