using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Toolkit.Estimators.Persistence;
using Toolkit.Onnx;
using Toolkit.Scoring;

namespace Toolkit.Estimators;

public sealed partial class TransferLearningCatalog
{
    /// <summary>
    /// A model whose networks compute in 8-bit integers: a quarter as large, and for convolutional networks with ReLU two to three times as fast
    /// on processors with integer products, at a loss of accuracy that is most often below half a point (<see cref="OnnxQuantization"/>). It is
    /// evaluated, used, saved and loaded like any other, and computed by ONNX Runtime. A warning says where it is not faster.
    /// </summary>
    /// <remarks>
    /// The given model stays as it is, and is needed for further training, for ExportOnnx and to look into its networks: the new one's
    /// <see cref="ImageNetworkTransformer.Network"/> throws. Networks are the new model's own; ML.NET's steps are those of the given one, so that
    /// of two models with a step that has to be disposed, such as ApplyOnnxModel, only the one that is used last is to be disposed.
    /// </remarks>
    /// <param name="model">A fitted pipeline with networks in float32, or such a step alone.</param>
    /// <param name="calibrationData">
    /// What the model takes, and like what it will see: a few hundred rows of the training data do well. Labels do not matter.
    /// </param>
    /// <param name="maximumImages">How many rows are used at most, at equal distances; at least 1. Default 300.</param>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing, or <paramref name="maximumImages"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The model has no network, or the data have no rows.</exception>
    /// <exception cref="InvalidOperationException">A network is in int8 already, or has weights or values that are not finite.</exception>
    /// <exception cref="LibTorch.TorchLibraryException">The model comes from a file, and libtorch, which its networks are built with, is missing.</exception>
    /// <exception cref="NotSupportedException">A network is a program's own and cannot be exported to ONNX.</exception>
    /// <exception cref="OnnxRuntimeLibraryException">ONNX Runtime is missing.</exception>
    public TransformerChain<ITransformer> Quantize(
        ITransformer model, IDataView calibrationData, int maximumImages = OnnxQuantization.DefaultMaximumImages)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(calibrationData);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumImages, 1);
        var steps = ModelSteps.Of(model);
        if (!steps.OfType<ImageNetworkTransformer>().Any())
            throw new ArgumentException("The model has no network of this toolkit, so there is nothing to quantize.", nameof(model));
        using var channel = ((IHostEnvironment)ml).Register(nameof(Quantize)).Start("Calibrating");
        return Quantized(steps, calibrationData, maximumImages, channel);
    }

    private static TransformerChain<ITransformer> Quantized(IReadOnlyList<ITransformer> steps, IDataView data, int maximumImages, IChannel channel)
    {
        List<ITransformer> quantized = [];
        try
        {
            foreach (var step in steps)
            {
                quantized.Add(step is ImageNetworkTransformer network ? network.Quantized(data, maximumImages, channel) : step);
                data = step.Transform(data);
            }
            return new([.. quantized]);
        }
        catch
        {
            foreach (var network in quantized.OfType<ImageNetworkTransformer>()) network.Dispose();
            throw;
        }
    }
}
