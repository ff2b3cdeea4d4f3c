using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.StateDicts;
using Toolkit.Training;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>A network with numbers in it that are none is neither trained on nor saved.</summary>
[TestClass]
public sealed class FiniteWeightsTests
{
    private static readonly FineTuningOptions Options = new() { Epochs = 1, FrozenEpochs = 0, Seed = 1, LoaderThreads = 1, ValidationFraction = 0 };

    [TestMethod]
    public void ASingleImageIsNotNormalisedOverOnePosition()
    {
        using var network = NetworkCatalog.Create("resnet18", 3, new NetworkOptions { Seed = 1 });
        network.InputSpec = InputSpec.Cifar10;
        var images = TintedImages.Create(4, size: 32);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => new FineTuner(network, Options with { BatchSize = 1 }).Fit(images));
        StringAssert.Contains(error.Message, "at least 2 images, with larger images, or with BatchNormStatistics.Keep");
        new FineTuner(network, Options with { BatchSize = 1, BatchNormStatistics = BatchNormStatistics.Keep }).Fit(images);
        StateDictLoader.Capture(network).RequireFinite("resnet18");

        network.InputSpec = InputSpec.Cifar10 with { Height = 64, Width = 64, ResizeShorterSide = 64 };
        new FineTuner(network, Options with { BatchSize = 1 }).Fit(images);
        StateDictLoader.Capture(network).RequireFinite("resnet18");
    }

    [TestMethod]
    public void StatisticsThatAreNoNumbersEndTheRun()
    {
        using var network = new TinyNetwork();
        var broken = new Breaking(() => network.get_buffer("bn.running_var")!.fill_(float.NaN));
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => new FineTuner(network, Options with { Epochs = 3, BatchSize = 8, Callbacks = [broken] }).Fit(TintedImages.Create(24)));
        StringAssert.Contains(error.Message, "after epoch 2, 'bn.running_var' of tiny has values that are not finite");
        StateDictLoader.Capture(network).RequireFinite("the weights of the epoch before");
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.NegativeInfinity)]
    public void GradientsThatAreNoNumbersEndTheRun(float value)
    {
        using var network = new TinyNetwork();
        var broken = new BreakingGradients(value);
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => new FineTuner(network, Options with { BatchSize = 8, Callbacks = [broken] }).Fit(TintedImages.Create(24)));
        StringAssert.Contains(error.Message, "gradients are no finite numbers. Lower the learning rate");
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void WeightsThatAreNoNumbersAreNotSaved(float value)
    {
        using var folder = new TemporaryFolder();
        using var weights = new TinyWeights("resnet20", 3);
        var ml = new MLContext(1);
        var rows = ml.Data.LoadFromEnumerable(ToyImages.Rows(3));
        using var model = ml.TransferLearning().Classify("resnet20", weights.Weights, ToyImages.Classes).Fit(rows);
        using (no_grad()) model.Network.parameters().First().view(-1)[5] = value;
        foreach (var save in new Action[]
        {
            () => ml.TransferLearning().Save(model, rows.Schema, folder.File("a.zip")),
            () => ml.TransferLearning().SaveForMLNet(model, rows.Schema, folder.File("a.zip")),
            () => OnnxExport.Write(model.Network, folder.File("a.onnx")),
        })
        {
            var error = Assert.ThrowsExactly<InvalidOperationException>(save);
            StringAssert.Contains(error.Message, "'conv1.weight' of resnet20 has values that are not finite");
        }
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>Spoils a network in the second epoch.</summary>
    private sealed class BreakingGradients(float value) : TrainingCallback
    {
        public override void OnGradients(TrainingContext run) => run.Gradients[0].view(-1)[3] = value;
    }

    private sealed class Breaking(Action spoil) : TrainingCallback
    {
        public override void OnStepTaken(TrainingContext run)
        {
            if (run.Epoch == 2) spoil();
        }
    }
}
