using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// What all networks of the <see cref="NetworkCatalog"/> share: their forward pass is written down in a form that other runtimes can
/// have as well, such as an ONNX file.
/// </summary>
public abstract class SignalNetwork : Network
{
    private protected SignalNetwork(string architecture, int classes, NetworkOptions? options) : base(architecture, classes, options)
    {
    }

    /// <summary>The backbone.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>, of a size that the network takes.</param>
    /// <returns><c>[N, FeatureCount]</c>.</returns>
    internal Signal Features(Signal images) => ComputeFeatures(images);

    /// <summary>The part of the backbone's work that the head builds on.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>, of a size that the network takes.</param>
    /// <returns>What <see cref="Network.Head"/> takes.</returns>
    internal Signal HeadInput(Signal images) => ComputeHeadInput(images);

    /// <summary>Backbone and head.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>, of a size that the network takes.</param>
    /// <returns>Logits, <c>[N, Classes]</c>.</returns>
    internal Signal Logits(Signal images) => ComputeHeadInput(images).Through(Head);

    /// <summary>The backbone.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>.</param>
    /// <returns><c>[N, FeatureCount]</c>.</returns>
    private protected abstract Signal ComputeFeatures(Signal images);

    /// <summary>The part of the backbone's work that the head builds on.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>.</param>
    /// <returns>What the head takes: the features, unless overridden.</returns>
    private protected virtual Signal ComputeHeadInput(Signal images) => ComputeFeatures(images);

    /// <inheritdoc/>
    protected sealed override Tensor ComputeFeatures(Tensor images)
    {
        using var scope = NewDisposeScope();
        return TensorSignal.Run(images, ComputeFeatures).contiguous().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected sealed override Tensor ComputeHeadInput(Tensor images) => TensorSignal.Run(images, ComputeHeadInput);
}
