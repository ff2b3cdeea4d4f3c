using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators;

/// <summary>The code of docs/export-to-onnx.md, which quotes every part between "lesson:" and "end".</summary>
[TestClass]
public sealed class ExportOnnxGuide
{
    [TestMethod]
    public void TheGuidesCodeRuns()
    {
        using var folder = new TemporaryFolder();
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.Path;
            Run(ToyModel.Shared.ML, ToyModel.Shared.Model);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
        string[] files = ["flowers-bytes.onnx", "flowers.onnx", "resnet18.onnx"];
        CollectionAssert.AreEqual(files, Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order().ToArray());
    }

    private static void Run(MLContext ml, ITransformer model)
    {
        // lesson: model
        ml.TransferLearning().ExportOnnx(model, "flowers.onnx");
        // end

        // lesson: options
        ml.TransferLearning().ExportOnnx(model, "flowers-bytes.onnx", new OnnxExportOptions
        {
            Input = OnnxInput.Bytes,
            Output = OnnxOutput.Logits,
            InputName = "photo",
            OutputName = "logits",
        });
        // end

        // lesson: network
        using var network = NetworkCatalog.Create("resnet18", classes: 3);
        OnnxExport.Write(network, "resnet18.onnx", new OnnxExportOptions
        {
            ClassNames = ["daisy", "rose", "tulip"],
            Height = 160,
            Width = 160,
        });
        // end
    }
}
