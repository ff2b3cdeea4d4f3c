using System.CommandLine;
using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Onnx;

namespace Toolkit.Cli;

/// <summary><c>toolkit export model.zip network.onnx</c>: a model's network as an ONNX file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var model = new Argument<FileInfo>("model") { Description = "A model file" };
        var output = new Argument<FileInfo>("onnx") { Description = "The ONNX file to write or replace" };
        var input = new Option<OnnxInput>("--input")
        {
            Description = "What the file takes: pixels (float 0 to 255, N×C×H×W), bytes (uint8, N×H×W×C) or normalised (float, N×C×H×W)",
        };
        var logits = new Option<bool>("--logits") { Description = "Give logits rather than probabilities" };
        var command = new Command("export", "Writes a model's network as an ONNX file, with its class names.") { model, output, input, logits };
        command.SetAction(parsed => Mistakes.Print(() => Export(
            parsed.GetValue(model)!.FullName, parsed.GetValue(output)!.FullName,
            new OnnxExportOptions
            {
                Input = parsed.GetValue(input),
                Output = parsed.GetValue(logits) ? OnnxOutput.Logits : OnnxOutput.Probabilities,
            })));
        return command;
    }

    private static void Export(string modelPath, string onnxPath, OnnxExportOptions options)
    {
        var ml = new MLContext();
        ml.TransferLearning().ExportOnnx(ml.TransferLearning().Load(modelPath, out _), onnxPath, options);
    }
}
