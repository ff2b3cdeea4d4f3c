using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>What a forward pass yields in training: logits, and those of auxiliary heads where the network has such heads.</summary>
/// <param name="Logits"><c>[N, Classes]</c>: logits, or numbers.</param>
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
}
