using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Data;
using Toolkit.Datasets;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators;

/// <summary>CIFAR and MNIST as data views.</summary>
[TestClass]
public sealed class PublishedDataTests
{
    private static readonly MLContext ML = new(1);

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Clean() => folder.Dispose();

    [TestMethod]
    public void Cifar10sBinaryFilesGiveTheImagesOfItsPngs()
    {
        using var zip = new ImageFolder(SharedFiles.Require("data/cifar10/test.zip"));
        var pngs = zip.TakeRandom(40, seed: 3);
        WriteBinary(pngs, folder.File("test_batch.bin"));

        var binary = ML.TransferLearning().LoadCifar10(folder.Path, training: false);
        CollectionAssert.AreEqual(new[] { "ImagePath", "Label", "Image" }, binary.Schema.Select(column => column.Name).ToArray());
        Assert.AreEqual(40, binary.GetRowCount());
        AssertSameRows(Rows(ML.TransferLearning().LoadImages(pngs)), Rows(binary));
    }

    [TestMethod]
    public void Cifar100HasFineAndCoarseLabels()
    {
        File.WriteAllBytes(folder.File("train.bin"), [4, 0, .. Enumerable.Repeat((byte)1, 1024), .. Enumerable.Repeat((byte)2, 2048)]);
        var fine = Rows(ML.TransferLearning().LoadCifar100(folder.Path)).Single();
        var coarse = Rows(ML.TransferLearning().LoadCifar100(folder.Path, labels: Cifar100Labels.Coarse)).Single();
        Assert.AreEqual(("apple", "fruit_and_vegetables"), (fine.Label, coarse.Label));
        CollectionAssert.AreEqual(new byte[] { 1, 2, 2, 255 }, fine.Pixels[..4], "red comes first");
    }

    [TestMethod]
    public void MnistIsGreyAndInOrder()
    {
        var path = SharedFiles.Require("data/mnist");
        var direct = Mnist.Load(path, training: false);
        var rows = Rows(ML.Data.TakeRows(ML.TransferLearning().LoadMnist(path, training: false), 50));
        Assert.HasCount(50, rows);
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.AreEqual(Mnist.ClassNames[direct.LabelOf(i)], rows[i].Label);
            var interleaved = direct.PixelsOf(i).ToArray().SelectMany(grey => new byte[] { grey, grey, grey, 255 }).ToArray();
            CollectionAssert.AreEqual(interleaved, rows[i].Pixels, $"image {i}");
        }
    }

    [TestMethod]
    public void FashionMnistComesFromDebiansPackage()
    {
        if (!FashionMnist.IsIn()) Assert.Inconclusive("Debian's package dataset-fashion-mnist is not installed.");
        var test = ML.TransferLearning().LoadFashionMnist(training: false);
        var labels = test.GetColumn<string>("Label").ToList();
        Assert.AreEqual("Ankle boot", labels[0]);
        Assert.IsTrue(labels.CountBy(label => label).All(pair => pair.Value == 1000));
        Assert.HasCount(10, labels.Distinct().ToList());
    }

    [TestMethod]
    public void WhatIsMissingIsNamed()
    {
        StringAssert.Contains(Missing(() => ML.TransferLearning().LoadCifar10(folder.Path)), "data_batch_1.bin");
        StringAssert.Contains(Missing(() => ML.TransferLearning().LoadCifar100(folder.Path, training: false)), "test.bin");
        StringAssert.Contains(Missing(() => ML.TransferLearning().LoadMnist(folder.Path)), "train-images-idx3-ubyte");
        StringAssert.Contains(Missing(() => ML.TransferLearning().LoadFashionMnist(folder: folder.Path)), "dataset-fashion-mnist");
    }

    private static string Missing(Action load) => Assert.ThrowsExactly<FileNotFoundException>(load).Message;

    private static void WriteBinary(IImageDataset images, string path)
    {
        using var file = File.Create(path);
        var image = new ImageBuffer();
        for (var i = 0; i < images.Count; i++)
        {
            images.Read(i, image);
            file.WriteByte((byte)images.LabelOf(i));
            file.Write(image.Pixels);
        }
    }

    private static void AssertSameRows(List<(string Label, byte[] Pixels)> expected, List<(string Label, byte[] Pixels)> actual)
    {
        Assert.HasCount(expected.Count, actual);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.AreEqual(expected[i].Label, actual[i].Label);
            CollectionAssert.AreEqual(expected[i].Pixels, actual[i].Pixels, $"row {i}");
        }
    }

    private static List<(string Label, byte[] Pixels)> Rows(IDataView view)
    {
        using var cursor = view.GetRowCursor([view.Schema["Label"], view.Schema["Image"]]);
        var getLabel = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Label"]);
        var getImage = cursor.GetGetter<MLImage>(view.Schema["Image"]);
        var (label, image) = (default(ReadOnlyMemory<char>), default(MLImage)!);
        var rows = new List<(string, byte[])>();
        while (cursor.MoveNext())
        {
            getLabel(ref label);
            getImage(ref image);
            rows.Add((label.ToString(), image.Pixels.ToArray()));
        }

        return rows;
    }
}
