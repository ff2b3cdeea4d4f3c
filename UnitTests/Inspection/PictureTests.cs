using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.Networks;
using Toolkit.UnitTests.Images;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Inspection;

/// <summary>Filters and feature maps as pictures.</summary>
[TestClass]
public sealed class PictureTests
{
    [TestMethod]
    public void FiltersAreTilesInColour()
    {
        using var folder = new TemporaryFolder();
        using var network = NetworkCatalog.Create("resnet18", 2);
        var grid = FilterGrid.Of(network);
        Assert.AreEqual(("conv1", true, 64), (grid.Layer, grid.IsColour, grid.Count));

        var picture = grid.Draw(zoom: 3);
        Assert.AreEqual((3, 8 * 22 + 1, 8 * 22 + 1), (picture.Channels, picture.Height, picture.Width));
        grid.Save(folder.File("filters.png"), zoom: 3);
        AssertSaved(picture, folder.File("filters.png"));
    }

    [TestMethod]
    public void ZeroIsGreyAndTheLargestWeightBlackOrWhite()
    {
        using var convolution = nn.Conv2d(1, 2, (1L, 3L), bias: false);
        using (no_grad()) convolution.weight!.copy_(tensor(new float[] { -2, 0, 1, 0, 0, 0 }).reshape(2, 1, 1, 3));
        var picture = FilterGrid.Of(nn.Sequential(convolution), "0").Draw(zoom: 1);
        // Two tiles of 1×3 beside each other, with lines around them.
        CollectionAssert.AreEqual(new byte[] { 255, 0, 128, 191, 255, 128, 128, 128, 255 }, picture.Pixels.Slice(9, 9).ToArray());
    }

    [TestMethod]
    public void FiltersOverManyChannelsAreRowsOfGreyTiles()
    {
        using var network = NetworkCatalog.Create("resnet18", 2);
        var grid = FilterGrid.Of(network, "layer2.0.downsample.0");
        Assert.AreEqual((false, 64 * 128), (grid.IsColour, grid.Count));
        Assert.AreEqual((128 * 2 + 1, 64 * 2 + 1), (grid.Draw(1).Height, grid.Draw(1).Width));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => FilterGrid.Of(network, "bn1")).Message, "no two-dimensional");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => FilterGrid.Of(network, "conv2")).Message, "\"conv1\"");
        Assert.ThrowsExactly<ArgumentException>(() => FilterGrid.Of(nn.Linear(1, 1)));
    }

    [TestMethod]
    public void FeatureMapsAreTheLayersOutput()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.Create("alexnet32", 2);
        network.train();
        var image = randn(1, 3, 32, 32);
        var maps = FeatureMaps.Of(network, image, "features.0");

        var convolution = (nn.Module<Tensor, Tensor>)network.modules().First(module => module is TorchSharp.Modules.Conv2d);
        Assert.AreEqual(("features.0", 64, 32, 32), (maps.Layer, maps.Count, maps.Height, maps.Width));
        Tensors.AssertClose(convolution.forward(image)[0, 5].ToSingles(), maps[5].ToArray(), 1e-5, "map 5, before ReLU in place");
        Assert.IsTrue(network.training);

        var picture = maps.Draw(limit: 16);
        Assert.AreEqual((1, 4 * 33 + 1, 4 * 33 + 1), (picture.Channels, picture.Height, picture.Width));
        maps.Save(folder.File("maps.png"), limit: 16);
        AssertSaved(picture, folder.File("maps.png"));
    }

    [TestMethod]
    public void FeatureMapsOfAPhotographArePreparedAsTheNetworkExpects()
    {
        using var network = NetworkCatalog.Create("resnet18", 2);
        var photograph = TestImages.Scene(300, 400);
        var maps = FeatureMaps.Of(network, photograph, "maxpool");
        Assert.AreEqual((64, 56, 56), (maps.Count, maps.Height, maps.Width));
    }

    [TestMethod]
    public void RefusesWhatIsNoFeatureMapAndNoPng()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.Create("alexnet32", 2);
        var image = zeros(1, 3, 32, 32);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => FeatureMaps.Of(network, image, "classifier.1")).Message, "[1, 4096]");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => FeatureMaps.Of(network, image, "feature.0")).Message, "\"features.0\"");
        var maps = FeatureMaps.Of(network, image, "features.0");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => maps.Save(folder.File("maps.jpg"))).Message, "must end in .png");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => maps.Draw(limit: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => maps.Draw(zoom: 0));
    }

    private static void AssertSaved(ImageBuffer expected, string path)
    {
        var saved = new ImageBuffer();
        ImageDecoder.DecodeFile(path, saved);
        Assert.AreEqual((3, expected.Height, expected.Width), (saved.Channels, saved.Height, saved.Width));
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = expected.Plane(Math.Min(channel, expected.Channels - 1));
            Assert.IsTrue(plane.SequenceEqual(saved.Plane(channel)), $"channel {channel}");
        }
    }
}
