using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Networks;

/// <summary>A network that takes images of one size only is built for the size that the pipeline or the options give.</summary>
[TestClass]
public sealed class FixedSizeNetworkTests
{
    private const int Size = 32;

    private readonly MLContext ml = new(1);
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void TheSizeOfResizeImagesIsTheNetworks()
    {
        var (images, model) = Fit(Size, Size, input: null);
        ml.TransferLearning().Save(model, images.Schema, folder.File("model.zip"));
        var loaded = ml.TransferLearning().Load(folder.File("model.zip"), out _);

        var (expected, actual) = (ToyModel.Scores(model.Transform(images)), ToyModel.Scores(loaded.Transform(images)));
        Assert.AreEqual(Size, model.OfType<ImageClassificationTransformer>().Single().Network.FixedSize);
        Assert.HasCount(6, expected);
        for (var i = 0; i < expected.Count; i++) CollectionAssert.AreEqual(expected[i], actual[i]);
    }

    [TestMethod]
    public void TheSizeOfTheOptionsIsTheNetworks()
    {
        var (images, model) = Fit(null, null, TestInputs.Small);
        Assert.HasCount(6, ToyModel.Scores(model.Transform(images)));
    }

    [TestMethod]
    public void ImagesThatAreNotSquareAreRefused()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => Fit(48, Size, input: null));
        StringAssert.Contains(error.Message, "The input is 48×32 pixels (width × height), but deit_tiny was built for 32×32.");
    }

    private (IDataView Images, TransformerChain<ITransformer> Model) Fit(int? width, int? height, InputSpec? input)
    {
        ToyImages.WriteFolder(folder.File("images"), imagesPerClass: 2, seed: 3);
        var options = new ImageFineTuningTrainer.Options
        {
            Network = "deit_tiny",
            Training = new FineTuningOptions
            {
                Epochs = 1,
                Seed = 5,
                Input = input,
            },
        };
        var images = ml.TransferLearning().LoadImageFolder(folder.File("images"));
        var pipeline = new EstimatorChain<ITransformer>().Append<ITransformer>(ml.Transforms.Conversion.MapValueToKey("Label"));
        if (width is { } w && height is { } h) pipeline = pipeline.Append<ITransformer>(ml.Transforms.ResizeImages("Image", w, h));
        return (images, pipeline.Append<ITransformer>(ml.TransferLearning().FineTune(options)).Fit(images));
    }
}
