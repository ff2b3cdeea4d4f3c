using Microsoft.ML;
using Toolkit.Estimators.Persistence;
using Toolkit.Onnx;

namespace Toolkit.Estimators;

public sealed partial class TransferLearningCatalog
{
    /// <summary>
    /// Writes the network of a model as an ONNX file, which runs without ML.NET and TorchSharp, with its class names inside. The transforms
    /// around the network are not part of the file; scaling and normalising the pixels are.
    /// </summary>
    /// <param name="model">A fitted pipeline with exactly one network, or that step alone.</param>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="options">
    /// Null: the defaults. Names, thresholds and views that are not given are the model's. For a model of several labels or of numbers, the default of
    /// <see cref="OnnxExportOptions.Output"/> stands for <see cref="OnnxOutput.LabelProbabilities"/> or <see cref="OnnxOutput.Numbers"/>.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The model has no network or several, or an option is out of its range.
    /// </exception>
    /// <exception cref="NotSupportedException">The network is larger than an ONNX file can be.</exception>
    /// <exception cref="Files.UnwritableFileException">The file cannot be written.</exception>
    public void ExportOnnx(ITransformer model, string path, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var step = ModelSteps.OnlyNetwork(model, "An ONNX file holds");
        options ??= new OnnxExportOptions();
        options = options with { TestTimeAugmentation = options.TestTimeAugmentation ?? step.TestTimeAugmentation };
        OnnxExport.Write(step.Network, path, step.Completed(options));
    }
}
