using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Estimators.Scoring;
using Toolkit.Onnx;
using Toolkit.Scoring;
using Toolkit.Training;

namespace Toolkit.Estimators;

/// <summary>A network with its head as a step of a model, which says what an image shows: its class, its labels, or numbers.</summary>
/// <inheritdoc cref="ImageNetworkTransformer" path="/remarks"/>
public abstract class ImagePredictionTransformer : ImageNetworkTransformer
{
    private protected ImagePredictionTransformer(
        INetworkSource network, NetworkOutput output, string imageColumnName, PixelOrder pixelOrder, int batchSize, TestTimeAugmentation augmentation)
        : base(network, output, imageColumnName, pixelOrder, batchSize, augmentation)
    {
    }

    /// <summary>What it says of an image.</summary>
    public abstract LearningTask Task { get; }

    /// <summary>Names of the classes, labels or numbers, in the order of the scores.</summary>
    public abstract IReadOnlyList<string> OutputNames { get; }

    /// <summary>The result of the training run; null for a network that was not trained here.</summary>
    public TrainingResult? TrainingResult { get; internal init; }

    /// <summary>Options of an export with what the step knows about its outputs.</summary>
    internal abstract OnnxExportOptions Completed(OnnxExportOptions options);
}
