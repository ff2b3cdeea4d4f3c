using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Files;
using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Reporting;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Files;

/// <summary>Whatever writes a file leaves the old one as it was where the disk is full, names it, and leaves nothing else behind.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class FullDiskTests
{
    [TestMethod]
    public void EveryWriterLeavesTheOldFile()
    {
        using var disk = SmallDisk.Mount();
        using var network = NetworkCatalog.Create("resnet18", 2);
        var (ml, model, schema) = (new MLContext(1).TransferLearning(), ToyModel.Shared.Model, ToyModel.Shared.Train.Schema);
        (string Name, Action<string> Write)[] writers =
        [
            ("weights.safetensors", path => Safetensors.Write(path, StateDictLoader.Capture(network))),
            ("network.onnx", path => OnnxExport.Write(network, path)),
            ("filters.png", path => FilterGrid.Of(network).Save(path, zoom: 40)),
            ("maps.png", path => FeatureMaps.Of(network, Noise(), "conv1").Save(path, zoom: 4)),
            ("heat.png", path => GradCam.Explain(network, Noise()).Save(path)),
            ("curves.svg", path => LearningCurves.Save(path, ManyEpochs())),
            ("model.zip", path => ml.Save(model, schema, path)),
            ("official.zip", path => ml.SaveForMLNet(model, schema, path)),
            ("exported.onnx", path => ml.ExportOnnx(model, path)),
        ];
        foreach (var (name, write) in writers)
        {
            File.WriteAllText(disk.File(name), "old");
            var error = Assert.Throws<UnwritableFileException>(() => write(disk.File(name)), name);
            StringAssert.Contains(error.Message, disk.File(name));
            Assert.AreEqual("old", File.ReadAllText(disk.File(name)), name);
            CollectionAssert.AreEqual(new[] { name }, disk.Files);
            File.Delete(disk.File(name));
        }
    }

    private static ImageBuffer Noise()
    {
        var image = new ImageBuffer();
        image.Reshape(3, 300, 300);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }

    private static LearningCurveData ManyEpochs() => new() { Epochs = [.. Enumerable.Range(1, 1000).Select(epoch => new EpochPoint(1d / epoch, 0.5))] };
}
