using Toolkit.Data;
using Toolkit.LibTorch;
using Toolkit.Text;
using static TorchSharp.torch;

namespace Toolkit.Training;

public abstract partial record Loss
{
    /// <summary>
    /// Focal loss (Lin et al. 2017, "Focal loss for dense object detection"): cross-entropy times (1 - p)^γ, p being the probability of what is true, so
    /// that images which are easy already count less. By softmax for classes, by sigmoid for several labels.
    /// </summary>
    /// <param name="gamma">γ, at least 0, which is cross-entropy. Default 2, as in the paper.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of its range.</exception>
    public static Loss Focal(double gamma = 2) => new FocalLoss(Require.AtLeast0(gamma));
}

internal sealed record FocalLoss(double Gamma) : Loss
{
    /// <summary>Where 1 - p is 0, a power below 1 has no finite slope.</summary>
    private const double Smallest = 1e-12;

    public override Tensor Of(Tensor outputs, Tensor targets, LearningTask task)
    {
        if (task == LearningTask.MultiLabel) return OfLabels(outputs, targets);
        return targets.dtype == ScalarType.Int64 ? OfClass(outputs, targets) : OfMixture(outputs, targets);
    }

    public override bool Suits(LearningTask task) => task is LearningTask.Classification or LearningTask.MultiLabel;

    private Tensor OfClass(Tensor logits, Tensor labels)
    {
        var losses = nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.None);
        return Focused(losses.neg().expm1().neg(), losses);
    }

    /// <summary>The sum over the classes, each with its probability in the mixture.</summary>
    private Tensor OfMixture(Tensor logits, Tensor shares)
    {
        var logarithms = nn.functional.log_softmax(logits, 1);
        return Focused(logarithms.expm1().neg(), shares.mul(logarithms).neg()).sum(1);
    }

    private Tensor OfLabels(Tensor logits, Tensor labels)
    {
        var losses = nn.functional.binary_cross_entropy_with_logits(logits, labels, reduction: nn.Reduction.None);
        var untrue = Arithmetic.Add(labels.neg(), 1);
        return Focused(Arithmetic.Add(logits.sigmoid().mul(untrue), logits.neg().sigmoid().mul(labels)), losses);
    }

    /// <param name="distances">1 - p.</param>
    /// <param name="losses">Cross-entropies.</param>
    private Tensor Focused(Tensor distances, Tensor losses) => Arithmetic.Power(Arithmetic.Add(distances, Smallest), Gamma).mul(losses);
}
