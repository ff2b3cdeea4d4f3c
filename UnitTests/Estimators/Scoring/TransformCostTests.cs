using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Datasets;
using Toolkit.Estimators;
using Toolkit.Pretrained;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Scoring;

/// <summary>
/// What <c>Transform</c> costs besides decoding and the network: memory. Its speed beside a loop in plain TorchSharp is measured by
/// <c>./bench.sh</c>, row scoring.
/// </summary>
[TestClass]
public sealed class TransformCostTests
{
    private const long MostGrowth = 48 << 20, MostBytesOfARow = 1000;

    private static readonly MLContext ML = new(1);

    /// <summary>
    /// Buffers are used again: of a row, only its scores and small objects are new. A copy of its image would be 2,352 bytes.
    /// </summary>
    [TestMethod]
    public void ARowAllocatesLittle()
    {
        const int rows = 2048, size = 28;
        using var weights = new TinyWeights("mnist_cnn", Mnist.ClassNames.Count);
        var images = new InMemoryImages(3, size, size, new byte[rows * 3 * size * size], new int[rows], Mnist.ClassNames);
        var data = ML.TransferLearning().LoadImages(images);
        using var model = ML.TransferLearning().Classify("mnist_cnn", weights.Weights, Mnist.ClassNames).Fit(data);
        var scored = model.Transform(data);

        AllocatedBy(ML.Data.TakeRows(scored, 200));
        var bytes = AllocatedBy(scored) - AllocatedBy(ML.Data.TakeRows(scored, rows / 2));
        Assert.IsLessThan(MostBytesOfARow, bytes / (rows / 2));
    }

    [TestMethod]
    public void MemoryStaysFlat() => AssertFlat(images: 600);

    [TestMethod]
    [TestCategory("Full")]
    public void MemoryStaysFlatOnTenThousandImages() => AssertFlat(images: 10_000);

    /// <summary>CIFAR-10's test images as files, through ML.NET's steps and a network.</summary>
    private static void AssertFlat(int images)
    {
        using var folder = new TemporaryFolder();
        var data = ML.Data.LoadFromEnumerable(Extract(images, folder.Path).Select(path => new ImageRow { ImagePath = path }));
        var weights = Weights.File(SharedFiles.Require("weights/cifar10-resnet/resnet20-12fca82f.th"));
        using var model = ML.Transforms.SelectColumns("ImagePath")
            .Append(ML.Transforms.LoadImages("Image", null, "ImagePath"))
            .Append(ML.Transforms.ResizeImages("Image", Cifar10.Size, Cifar10.Size))
            .Append(ML.TransferLearning().Classify("resnet20", weights, Cifar10.ClassNames))
            .Fit(data);
        var scored = model.Transform(data);

        var early = 0L;
        var row = 0;
        foreach (var _ in scored.GetColumn<VBuffer<float>>("Score"))
            if (row++ == images / 4) early = Environment.WorkingSet;
        Assert.AreEqual(images, row);
        Assert.IsLessThan(MostGrowth, Environment.WorkingSet - early);
    }

    /// <summary>Bytes of managed memory that all threads allocate while all scores are read.</summary>
    private static long AllocatedBy(IDataView scored)
    {
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        var scores = default(VBuffer<float>);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        while (cursor.MoveNext()) getter(ref scores);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
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
