using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Augmentation;
using Toolkit.Estimators.Persistence;

namespace Toolkit.Estimators;

public sealed partial class TransferLearningCatalog
{
    /// <summary>
    /// A model whose networks look at several views of each image and average what they find: most often a little better, and as many times slower. It is
    /// for answers that are the same for each view, not for digits, directions or places. It is evaluated, used, saved, exported and loaded like any other.
    /// </summary>
    /// <remarks>
    /// The given model stays as it is. Both compute with the same networks, whose memory is freed when both have been disposed. ML.NET's
    /// steps are the same in both, so that of two models with a step that has to be disposed, such as ApplyOnnxModel, only the one that is used last is to
    /// be disposed. Thresholds of labels and of
    /// "none of these", and a temperature, were found without the views, and stay as they are.
    /// </remarks>
    /// <param name="model">A fitted pipeline with networks, or such a step alone.</param>
    /// <param name="augmentation">The views. Default: the image and its mirror image. None gives a model without.</param>
    /// <exception cref="ArgumentException">The model has no network, or one whose images are not square and shall be turned.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public TransformerChain<ITransformer> WithTestTimeAugmentation(
        ITransformer model, TestTimeAugmentation augmentation = TestTimeAugmentation.HorizontalFlip)
    {
        ArgumentNullException.ThrowIfNull(model);
        var steps = ModelSteps.Of(model);
        var networks = steps.OfType<ImageNetworkTransformer>().ToList();
        if (networks.Count == 0) throw new ArgumentException("The model has no network of this toolkit that could look at views.", nameof(model));
        foreach (var network in networks) network.CheckAveraging(augmentation);
        return new([.. steps.Select(step => step is ImageNetworkTransformer network ? network.Averaging(augmentation) : step)]);
    }
}
