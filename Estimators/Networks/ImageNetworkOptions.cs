using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Scoring;

namespace Toolkit.Estimators;

/// <summary>What can be chosen about a trained network in a pipeline, whatever it computes.</summary>
public abstract class ImageNetworkOptions
{
    /// <summary>Name of the network in the <see cref="NetworkCatalog"/>. Default <c>resnet18</c>.</summary>
    public string Network = "resnet18";

    /// <summary>The trained weights. Required.</summary>
    public Weights? Weights;

    /// <summary>
    /// The images: MLImage (LoadImages, ResizeImages), the bytes of an encoded file (LoadRawImageBytes), or pixels (ExtractPixels).
    /// Default <c>Image</c>.
    /// </summary>
    public string ImageColumnName = "Image";

    /// <summary>How pixels lie in the image column, where it holds pixels. Default: as its type says.</summary>
    public PixelOrder PixelOrder;

    /// <summary>Images that go through the network at once, 1 to 4096. Default 32. It makes no difference to the result.</summary>
    public int BatchSize = 32;

    /// <summary>What computes the network. Default: ONNX Runtime where it can.</summary>
    public ScoringEngine Engine;

    /// <summary>The images that the weights expect. Null, the default: what the weights say.</summary>
    public InputSpec? InputSpec;

    internal const int LargestBatch = 4096;

    internal virtual void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Network);
        NetworkCatalog.CheckName(Network);
        if (Weights is null)
            throw new ArgumentNullException(nameof(Weights), "Trained weights are needed: nothing is trained here. Give some, such as Weights.Named(…).");
        ArgumentException.ThrowIfNullOrEmpty(ImageColumnName);
        if (!Enum.IsDefined(PixelOrder))
            throw new ArgumentOutOfRangeException(nameof(PixelOrder), PixelOrder, "Use Auto, Planar or Interleaved.");
        if (!Enum.IsDefined(Engine)) throw new ArgumentOutOfRangeException(nameof(Engine), Engine, "Use Auto, OnnxRuntime or TorchSharp.");
        if (BatchSize is < 1 or > LargestBatch)
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, $"BatchSize must be 1 to {LargestBatch}.");
    }
}
