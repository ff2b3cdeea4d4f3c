using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Toolkit.Estimators;
using Toolkit.Pretrained;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Classification;

/// <summary>
/// Residual networks that others trained on CIFAR-10, scored on its 10,000 test images in an ordinary ML.NET pipeline: once by the model as
/// it comes back from its file, which gives the same scores, bit for bit, as the model that went in.
/// </summary>
[TestClass]
public sealed class CifarCheckpointTests
{
    private const double Tolerance = 0.0005;
    private const double Compared = 0.03;

    private static readonly string[] Classes =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    [TestMethod]
    [DataRow("resnet20", "resnet20-12fca82f.th", 0.9173)]
    [DataRow("resnet32", "resnet32-d509ac18.th", 0.9263)]
    public void ASavedModelScoresAsItsCheckpointDoesInPyTorch(string network, string checkpoint, double accuracy)
    {
        var ml = new MLContext(seed: 1);
        var weights = Weights.File(SharedFiles.Require($"weights/cifar10-resnet/{checkpoint}"));
        var test = ml.TransferLearning().LoadImageFolder(SharedFiles.Require("data/cifar10/test.zip"));
        var model = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(ml.TransferLearning().Classify(network, weights, Classes))
            .Fit(test);
        using var folder = new TemporaryFolder();
        ml.TransferLearning().Save(model, test.Schema, folder.File("cifar.zip"));
        var reloaded = ml.TransferLearning().Load(folder.File("cifar.zip"), out _);

        Assert.AreEqual(accuracy, ml.MulticlassClassification.Evaluate(reloaded.Transform(test)).MicroAccuracy, Tolerance);
        var some = ml.Data.TrainTestSplit(test, testFraction: Compared, seed: 2).TestSet;
        CollectionAssert.AreEqual(ScoresOf(model, some), ScoresOf(reloaded, some));
    }

    private static float[] ScoresOf(ITransformer model, IDataView images) =>
        [.. model.Transform(images).GetColumn<float[]>("Score").SelectMany(scores => scores)];
}
