using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Training;

namespace Toolkit.UnitTests.Training;

[TestClass]
public sealed class TrainingDataTests
{
    /// <summary>A piece of the network's size, cut out of the full image, keeps a pattern that resizing the image first would wipe out.</summary>
    [TestMethod]
    public void ARandomResizedCropTakesItsPieceFromTheImageInFullResolution()
    {
        using var network = new TinyNetwork(classes: 2);
        var input = network.InputSpec;
        var quarter = (input.Height * input.Width) / (16.0 * 16.0);
        var options = new FineTuningOptions
        {
            BatchSize = 4,
            Augmentation = [new RandomResizedCrop(input.Height, input.Width, scale: (quarter, quarter), ratio: (1, 1))],
        };
        var data = new TrainingData(network, options, Checkerboards(4), Checkerboards(2));

        using var source = data.TrainImages(augment: true, TrainingPhase.Frozen);
        using var batch = source.Epoch(0, CancellationToken.None).Single();

        var pixels = batch.Inputs.abs();
        Assert.AreEqual(2, pixels.min().item<float>(), 1e-5, "black and white lie two standard deviations from the mean");
        Assert.AreEqual(2, pixels.max().item<float>(), 1e-5);
    }

    /// <summary>Black and white in turn from pixel to pixel, 16×16.</summary>
    private static InMemoryImages Checkerboards(int count)
    {
        const int size = 16;
        byte[] pixels = [.. from image in Enumerable.Range(0, count)
                            from channel in Enumerable.Range(0, 3)
                            from row in Enumerable.Range(0, size)
                            from column in Enumerable.Range(0, size)
                            select (byte)((row + column) % 2 * 255)];
        return new InMemoryImages(3, size, size, pixels, [.. Enumerable.Range(0, count).Select(image => image % 2)], ["a", "b"]);
    }
}
