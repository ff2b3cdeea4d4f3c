using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Onnx;
using Toolkit.UnitTests.Cli;
using Toolkit.UnitTests.Onnx;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators;

/// <summary>A fitted pipeline's network as an ONNX file gives the pipeline's scores.</summary>
[TestClass]
public sealed class ExportOnnxTests
{
    private const double Tolerance = 1e-4;

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void ThePixelsOfExtractPixelsGetThePipelinesScores()
    {
        var (ml, model) = (ToyModel.Shared.ML, ToyModel.Shared.Model);
        ml.TransferLearning().ExportOnnx(model, folder.File("toy.onnx"));
        var scored = model.Transform(ToyModel.Shared.Test);
        scored = ml.Transforms.ExtractPixels("Pixels", "Image").Fit(scored).Transform(scored);

        float[] pixels = [.. scored.GetColumn<float[]>("Pixels").SelectMany(image => image)];
        var actual = OnnxRuntime.Run<float, float>(folder.File("toy.onnx"), pixels, [3, ToyModel.Size, ToyModel.Size], batchSize: 10);
        float[] expected = [.. ToyModel.Scores(scored).SelectMany(scores => scores)];
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], Tolerance, $"score {i}");
    }

    [TestMethod]
    public void TheCommandLineWritesTheSameFile()
    {
        var model = folder.File("toy.zip");
        ToyModel.Shared.ML.TransferLearning().Save(ToyModel.Shared.Model, ToyModel.Shared.Train.Schema, model);
        var options = new OnnxExportOptions { Input = OnnxInput.Bytes, Output = OnnxOutput.Logits };
        ToyModel.Shared.ML.TransferLearning().ExportOnnx(ToyModel.Shared.Model, folder.File("expected.onnx"), options);

        var (exitCode, _, errors) = ToolkitProcess.Run("export", model, folder.File("toy.onnx"), "--input", "bytes", "--logits");
        Assert.AreEqual(0, exitCode, errors);
        CollectionAssert.AreEqual(File.ReadAllBytes(folder.File("expected.onnx")), File.ReadAllBytes(folder.File("toy.onnx")));

        (exitCode, _, errors) = ToolkitProcess.Run("export", folder.File("absent.zip"), folder.File("toy.onnx"));
        Assert.AreEqual(1, exitCode);
        StringAssert.Contains(errors, "absent.zip");
    }

    [TestMethod]
    public void OnlyAModelWithOneNetworkCanBeExported()
    {
        var (ml, network) = (ToyModel.Shared.ML, ToyModel.Shared.Network);
        var none = new TransformerChain<ITransformer>(ToyModel.Shared.Model.First());
        var two = new TransformerChain<ITransformer>(network, new TransformerChain<ITransformer>(network));
        StringAssert.Contains(Refused(none).Message, "holds one network with its head, but the model has none");
        StringAssert.Contains(Refused(two).Message, "has 2 (resnet18, resnet18)");

        ArgumentException Refused(ITransformer model) =>
            Assert.ThrowsExactly<ArgumentException>(() => ml.TransferLearning().ExportOnnx(model, folder.File("a.onnx")));
    }
}
