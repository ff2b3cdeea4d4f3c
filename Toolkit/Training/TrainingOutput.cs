using Toolkit.LibTorch;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>What a forward pass yields in training: logits, and those of auxiliary heads where the network has such heads.</summary>
/// <param name="Logits"><c>[N, Classes]</c>.</param>
/// <param name="Auxiliary">Logits of the auxiliary heads, each <c>[N, Classes]</c>; none for most networks.</param>
/// <param name="AuxiliaryWeight">Weight of each auxiliary head's loss beside the main one's.</param>
internal sealed record TrainingOutput(Tensor Logits, IReadOnlyList<Tensor> Auxiliary, double AuxiliaryWeight)
{
    /// <summary>All layers with a graph, auxiliary heads included.</summary>
    public static TrainingOutput Of(Network network, Tensor images)
    {
        if (network is not IAuxiliaryHeads heads) return OfHead(network.call(images));
        var (logits, auxiliary) = heads.ForwardWithAuxiliary(images);
        return new TrainingOutput(logits, auxiliary, heads.AuxiliaryLossWeight);
    }

    /// <summary>The head's logits alone.</summary>
    public static TrainingOutput OfHead(Tensor logits) => new(logits, [], 0);

    /// <summary>Cross-entropy of the logits, plus the weighted cross-entropy of each auxiliary head's.</summary>
    /// <param name="batch">
    /// Its targets, or where it has none, its labels. With weights, the mean over the batch is of each image's loss times its weight.
    /// </param>
    /// <param name="labelSmoothing">From 0 to 1.</param>
    public Tensor Loss(TensorBatch batch, double labelSmoothing)
    {
        var loss = CrossEntropy(Logits);
        foreach (var logits in Auxiliary) loss = Arithmetic.Add(loss, CrossEntropy(logits), AuxiliaryWeight);
        return loss;

        Tensor CrossEntropy(Tensor logits)
        {
            var targets = batch.Targets ?? batch.Labels;
            if (batch.Weights is null) return nn.functional.cross_entropy(logits, targets, label_smoothing: labelSmoothing);
            var losses = nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.None, label_smoothing: labelSmoothing);
            return losses.mul(batch.Weights).mean();
        }
    }
}
