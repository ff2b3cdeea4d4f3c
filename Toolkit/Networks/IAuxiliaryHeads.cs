using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// A network that can have auxiliary heads: classifiers on feature maps in the middle, which bring a gradient to the early layers while
/// all layers learn (Szegedy et al. 2014). <see cref="ForwardWithAuxiliary"/> is the only thing that runs them.
/// </summary>
public interface IAuxiliaryHeads
{
    /// <summary>Weight of each auxiliary head's loss beside the main one's.</summary>
    double AuxiliaryLossWeight { get; }

    /// <summary>
    /// Names of the auxiliary heads' modules, which begin the names of all their parameters. Empty where the architecture has none; not
    /// where the network was built without them (<see cref="NetworkOptions.AuxiliaryHeads"/>), as a file may still hold their weights.
    /// </summary>
    IReadOnlyList<string> AuxiliaryPrefixes { get; }

    /// <summary>
    /// The smallest height and width in pixels that <see cref="ForwardWithAuxiliary"/> can work on; the network's
    /// <see cref="Network.MinimumSize"/> where it has no auxiliary heads.
    /// </summary>
    int AuxiliaryMinimumSize { get; }

    /// <summary>Runs the backbone, the head and the auxiliary heads.</summary>
    /// <param name="images">Normalised images, float32, <c>[N, C, H, W]</c>.</param>
    /// <returns>The head's logits, and those of each auxiliary head from input to output, all <c>[N, Classes]</c>.</returns>
    /// <exception cref="ArgumentException">
    /// The shape is not <c>[N, C, H, W]</c>, or has channels or a size that the network does not take.
    /// </exception>
    (Tensor Logits, IReadOnlyList<Tensor> Auxiliary) ForwardWithAuxiliary(Tensor images);
}
