using System.Diagnostics;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Pretrained;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators;

/// <summary>What <c>Transform</c> costs besides decoding and the network, on CIFAR-10's test images.</summary>
[TestClass]
public sealed class TransformCostTests
{
    private const double LeastShare = 0.9;
    private const long MostGrowth = 48 << 20;

    private static readonly MLContext ML = new(1);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void AlmostAllTimeGoesToDecodingAndTheNetwork() => Measure(images: 600);

    [TestMethod]
    [TestCategory("Full")]
    public void AlmostAllTimeGoesToDecodingAndTheNetworkOnTenThousandImages() => Measure(images: 10_000);

    private void Measure(int images)
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
        var network = model.LastTransformer.Network;
        var forward = new Stopwatch();
        network.register_forward_pre_hook((_, _) => { forward.Start(); return null!; });
        network.register_forward_hook((_, _, _) => { forward.Stop(); return null!; });
        var scored = model.Transform(loaded);

        Read(ML.Data.TakeRows(scored, 100), 100); // compiles, and lets buffers grow to their sizes
        loaded.Time.Reset();
        forward.Reset();
        var all = Stopwatch.StartNew();
        var growth = Read(scored, images);
        all.Stop();

        var share = (loaded.Time.Elapsed + forward.Elapsed) / all.Elapsed;
        TestContext.WriteLine(
            $"{images} images in {all.Elapsed.TotalSeconds:F2} s: decoding {loaded.Time.Elapsed / all.Elapsed:P1}, " +
            $"network {forward.Elapsed / all.Elapsed:P1}, the rest {1 - share:P1}; memory grew by {growth / 1e6:F1} MB.");
        Assert.IsGreaterThan(LeastShare, share);
        Assert.IsLessThan(MostGrowth, growth);
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
