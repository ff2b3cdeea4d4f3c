using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Networks.Tracing;

/// <summary>
/// A network whose forward pass is written for <see cref="TracedTensor"/>, as that of all networks of the <see cref="NetworkCatalog"/> is.
/// So it can be exported to ONNX, computed in bfloat16, and used with batch normalisation folded into convolutions.
/// </summary>
public abstract class TracedNetwork : Network
{
    /// <inheritdoc cref="Network(string, int, NetworkOptions)"/>
    protected TracedNetwork(string architecture, int classes, NetworkOptions? options) : base(architecture, classes, options)
    {
    }

    /// <summary>The backbone.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>, of a size that the network takes.</param>
    /// <returns><c>[N, FeatureCount]</c>.</returns>
    internal TracedTensor Features(TracedTensor images) => ComputeFeatures(images);

    /// <summary>The part of the backbone's work that the head builds on.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>, of a size that the network takes.</param>
    /// <returns>What <see cref="Network.Head"/> takes.</returns>
    internal TracedTensor HeadInput(TracedTensor images) => ComputeHeadInput(images);

    /// <summary>Backbone and head.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>, of a size that the network takes.</param>
    /// <returns>Logits, <c>[N, Classes]</c>.</returns>
    internal TracedTensor Logits(TracedTensor images) => ComputeHeadInput(images).Through(Head);

    /// <summary>The backbone.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>.</param>
    /// <returns><c>[N, FeatureCount]</c>.</returns>
    protected abstract TracedTensor ComputeFeatures(TracedTensor images);

    /// <summary>The part of the backbone's work that the head builds on.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>.</param>
    /// <returns>What the head takes: the features, unless overridden.</returns>
    protected virtual TracedTensor ComputeHeadInput(TracedTensor images) => ComputeFeatures(images);

    /// <inheritdoc/>
    protected sealed override Tensor ComputeFeatures(Tensor images)
    {
        using var scope = NewDisposeScope();
        return ComputedTensor.Run(ChannelsLastFormat.Of(images), ComputeFeatures).contiguous().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected sealed override Tensor ComputeHeadInput(Tensor images)
    {
        using var scope = NewDisposeScope();
        return ComputedTensor.Run(ChannelsLastFormat.Of(images), ComputeHeadInput).contiguous().MoveToOuterDisposeScope();
    }
}
