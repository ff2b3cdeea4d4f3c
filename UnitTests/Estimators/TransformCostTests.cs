using System.Diagnostics;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Datasets;
using Toolkit.Estimators;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Scoring;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators;

/// <summary>What <c>Transform</c> costs besides decoding and the network, on CIFAR-10's test images.</summary>
[TestClass]
public sealed class TransformCostTests
{
    private const long MostGrowth = 48 << 20;

    private static readonly MLContext ML = new(1);

    public TestContext TestContext { get; set; } = null!;

    /// <summary>So few images are done in a fraction of a second, in which other work of the machine shows.</summary>
    [TestMethod]
    public void MostTimeGoesToDecodingAndTheNetwork() => Measure(images: 600, leastShare: 0.7);

    [TestMethod]
    [TestCategory("Full")]
    public void AlmostAllTimeGoesToDecodingAndTheNetworkOnTenThousandImages() => Measure(images: 10_000, leastShare: 0.9);

    private void Measure(int images, double leastShare)
    {
        using var folder = new TemporaryFolder();
        var paths = Extract(images, folder.Path);
        var data = ML.Data.LoadFromEnumerable(paths.Select(path => new ImageRow { ImagePath = path }));
        var rows = ML.Transforms.SelectColumns("ImagePath").Fit(data).Transform(data);
        var loaded = new TimedDataView<MLImage>(ML.Transforms.LoadImages("Image", null, "ImagePath").Fit(rows).Transform(rows));
        var weights = Weights.File(SharedFiles.Require("weights/cifar10-resnet/resnet20-12fca82f.th"));
        using var model = ML.Transforms.ResizeImages("Image", Cifar10.Size, Cifar10.Size)
            .Append(ML.TransferLearning().Classify("resnet20", weights, Cifar10.ClassNames))
            .Fit(loaded);
        var scored = model.Transform(loaded);

        Read(ML.Data.TakeRows(scored, 100), 100); // compiles, and lets buffers grow to their sizes
        var forward = TimeOfNetwork(model.LastTransformer.Network, images);
        loaded.Time.Reset();
        var all = Stopwatch.StartNew();
        var growth = Read(scored, images);
        all.Stop();

        var share = (loaded.Time.Elapsed + forward) / all.Elapsed;
        TestContext.WriteLine(
            $"{images} images in {all.Elapsed.TotalSeconds:F2} s: decoding {loaded.Time.Elapsed / all.Elapsed:P1}, " +
            $"network {forward / all.Elapsed:P1}, the rest {1 - share:P1}; memory grew by {growth / 1e6:F1} MB.");
        Assert.IsGreaterThan(leastShare, share);
        Assert.IsLessThan(MostGrowth, growth);
    }

    /// <summary>What the network takes by itself, in batches of the same size.</summary>
    private static TimeSpan TimeOfNetwork(Network network, int images)
    {
        const int batch = 32;
        using var scorer = new Scorer(network);
        var pixels = new float[batch * 3 * Cifar10.Size * Cifar10.Size];
        scorer.Probabilities(pixels, batch);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < images; i += batch) scorer.Probabilities(pixels, batch);
        return watch.Elapsed;
    }

    /// <summary>Reads all scores; returns by how much the process's memory grows after the first quarter of the rows.</summary>
    private static long Read(IDataView scored, int rows)
    {
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        var (scores, early) = (default(VBuffer<float>), 0L);
        var row = 0;
        for (; cursor.MoveNext(); row++)
        {
            getter(ref scores);
            if (row == rows / 4) early = Environment.WorkingSet;
        }

        Assert.AreEqual(rows, row);
        return Environment.WorkingSet - early;
    }

    private static List<string> Extract(int images, string folder)
    {
        using var zip = ZipFile.OpenRead(SharedFiles.Require("data/cifar10/test.zip"));
        var paths = new List<string>();
        foreach (var entry in zip.Entries.Where(entry => entry.Name.EndsWith(".png", StringComparison.Ordinal)).Take(images))
        {
            paths.Add(Path.Combine(folder, $"{paths.Count}.png"));
            entry.ExtractToFile(paths[^1]);
        }

        Assert.HasCount(images, paths);
        return paths;
    }
}
