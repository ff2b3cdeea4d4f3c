using System.Buffers.Binary;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Samples.Classics;
using Toolkit.Samples.Classics.Data;
using Toolkit.Samples.Classics.Training;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>The list of the classic experiments, each of them on a handful of generated images, and the exit code.</summary>
[TestClass]
public sealed class ClassicsTests
{
    private const string Assembly = "Classics.dll";

    /// <summary>The experiments that train one network from random weights.</summary>
    public static IEnumerable<object[]> Trainings => Catalog.All.OfType<TrainingExperiment>().Select(experiment => new object[] { experiment.Name });

    [TestMethod]
    public void TheListHasEveryName()
    {
        string[] lines = Catalog.List().TrimEnd().Split('\n');
        CollectionAssert.AreEqual(
            Catalog.All.Select(experiment => experiment.Name).ToArray(), lines.Select(line => line.Split(' ')[0]).ToArray());
        CollectionAssert.AllItemsAreUnique(lines.Select(line => line.Split(' ')[0]).ToArray());
        Assert.HasCount(8, lines.Where(line => !line.Contains("--full")).ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Trainings))]
    public void ANetworkIsBuiltAndTakesAStep(string name)
    {
        var outcome = Catalog.Find(name).Run(Handful(epochs: 1));
        StringAssert.Matches(outcome.Reached, new(@"^\d+\.\d\d %"));
        Assert.IsNull(outcome.HoldsFigure, "A handful of images must not be judged.");
    }

    [TestMethod]
    public void TheMeanOfAllSeedsIsTold()
    {
        var outcome = Catalog.Find("lenet-fashion").Run(Handful(epochs: 1) with { Seeds = 3 });
        StringAssert.Matches(outcome.Reached, new(@"^\d+\.\d\d % \(\d+\.\d\d to \d+\.\d\d\)$"));
    }

    [TestMethod]
    public void PermutedPixelsTrainBothNetworks()
    {
        var outcome = Catalog.Find("permuted-pixels").Run(Handful(epochs: 1) with { Seeds = 1 });
        StringAssert.Matches(outcome.Reached, new(@"^MLP \d.* %, CNN \d.* %; permuted: MLP \d.* %, CNN \d.* %$"));
        Assert.IsNull(outcome.HoldsFigure);
    }

    [TestMethod]
    [DataRow("fifty-blocks", true)]
    [DataRow("resnet-branches", null)]
    public void ProbesDrawAPlot(string name, bool? holds)
    {
        using var folder = new TemporaryFolder();
        var outcome = Catalog.Find(name).Run(Handful(epochs: 1) with { Output = folder.Path });
        Assert.AreEqual(holds, outcome.HoldsFigure, outcome.Reached);
        StringAssert.Contains(File.ReadAllText(folder.File($"{name}.svg")), "</svg>");
    }

    [TestMethod]
    public void APretrainedStartIsComparedWithARandomOne()
    {
        var outcome = Catalog.Find("pretrained-resnet-cifar10").Run(Handful(epochs: 2));
        StringAssert.Matches(outcome.Reached, new("^.+ % against .+ % from scratch, .+ points$"));
        Assert.IsNull(outcome.HoldsFigure);
    }

    [TestMethod]
    [TestCategory("Full")]
    public void AFileOfTorchvisionsIsLoadedFrozenAndUnfrozen()
    {
        Python.RunCode("import torchvision");
        var outcome = Catalog.Find("pretrained-alexnet-cifar10").Run(Handful(epochs: 2));
        StringAssert.StartsWith(outcome.Reached, "0 of 10 tensors of the backbone changed while it was frozen, 10 afterwards");
        Assert.IsTrue(outcome.HoldsFigure);
    }

    [TestMethod]
    [DataRow(1, 1, "0 of 4 tensors of the backbone changed while it was frozen, 0 afterwards")]
    [DataRow(2, 1, "0 of 4 tensors of the backbone changed while it was frozen, 4 afterwards")]
    public void ABackboneIsWatched(int epochs, int frozenEpochs, string description)
    {
        using var network = NetworkCatalog.Create("lenet_relu", 10, new NetworkOptions { Channels = 1, Seed = 1 });
        using var watch = new BackboneWatch(network);
        var recipe = new FineTuningOptions { Epochs = epochs, FrozenEpochs = frozenEpochs, Augmentation = [], Callbacks = [watch] };
        new FineTuner(network, recipe).Fit(GeneratedSets.Images(DataSet.Mnist, seed: 1));

        Assert.AreEqual(description, watch.Describe());
        Assert.AreEqual(epochs > frozenEpochs, watch.Holds);
    }

    [TestMethod]
    [DataRow(80.4, false)]
    [DataRow(80.5, true)]
    [DataRow(83.5, true)]
    [DataRow(83.6, false)]
    public void AFigureHasBounds(double reached, bool holds)
    {
        Assert.AreEqual(holds, Figure.Around(82, 1.5).Holds(reached));
        Assert.AreEqual(holds, Figure.Between(80.5, 83.5).Holds(reached));
        Assert.IsNull(Figure.Of(82).Holds(reached));
    }

    [TestMethod]
    public void PixelsOfAllImagesMoveAlikeAndNoneIsLost()
    {
        var random = default(ImageRandom);
        var (source, first, second) = (new ImageBuffer(), new ImageBuffer(), new ImageBuffer());
        source.Reshape(1, 4, 4);
        for (byte i = 0; i < 16; i++) source.Pixels[i] = i;
        new PixelPermutation(16, seed: 1).Apply(source, first, ref random);
        new PixelPermutation(16, seed: 1).Apply(first, second, ref random);

        var (order, twice) = (first.Pixels.ToArray(), second.Pixels.ToArray());
        CollectionAssert.AreEquivalent(source.Pixels.ToArray(), order);
        CollectionAssert.AreNotEqual(source.Pixels.ToArray(), order);
        CollectionAssert.AreEqual(order.Select(place => order[place]).ToArray(), twice);
    }

    [TestMethod]
    public void AMistypedNameGetsNearOnes()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => Catalog.Find("lenet-minst"));
        StringAssert.Contains(error.Message, "Did you mean \"lenet-mnist\"");
    }

    [TestMethod]
    public void AMissedFigureIsTheExitCode()
    {
        using var folder = new TemporaryFolder();
        WriteIdx(Directory.CreateDirectory(folder.File("mnist")).FullName);
        var (exitCode, output, errors) = DotnetProcess.Run(Assembly, "lenet-mnist", "--data", folder.Path);

        Assert.AreEqual(1, exitCode, output);
        StringAssert.Contains(output, "lenet-mnist: published at least 98.9 %, best epoch at least 99.0 %, reached ");
        Assert.AreEqual("error: lenet-mnist missed the published figure.", errors.TrimEnd());
    }

    private static Session Handful(int epochs) => new() { Data = new GeneratedSets(), Images = 4, Epochs = epochs };

    /// <summary>Noise as MNIST's four files.</summary>
    private static void WriteIdx(string folder)
    {
        foreach (var (set, seed) in new[] { ("train", 1), ("t10k", 2) })
        {
            var images = GeneratedSets.Images(DataSet.Mnist, seed);
            var pixels = Enumerable.Range(0, images.Count).SelectMany(image => images.PixelsOf(image).ToArray());
            var labels = images.Labels.ToArray().Select(label => (byte)label);
            File.WriteAllBytes(Path.Combine(folder, $"{set}-images-idx3-ubyte"), [.. Header(3, images.Count, images.Height, images.Width), .. pixels]);
            File.WriteAllBytes(Path.Combine(folder, $"{set}-labels-idx1-ubyte"), [.. Header(1, images.Count), .. labels]);
        }

        static IEnumerable<byte> Header(byte dimensions, params int[] sizes) =>
            [0, 0, 8, dimensions, .. sizes.SelectMany(size => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(size)))];
    }
}
