using Toolkit.Data;
using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Training;

public abstract partial record Loss
{
    /// <summary>
    /// Binary cross-entropy of the sigmoid of each logit, PyTorch's <c>BCEWithLogitsLoss</c>: the loss of several labels unless another is chosen. Label
    /// smoothing ε makes 1 - ε/2 of 1 and ε/2 of 0, as in Keras.
    /// </summary>
    public static Loss BinaryCrossEntropy() => new BinaryCrossEntropyLoss(0);
}

internal sealed record BinaryCrossEntropyLoss(double LabelSmoothing) : Loss
{
    public override Tensor Of(Tensor outputs, Tensor targets, LearningTask task)
    {
        var smoothed = LabelSmoothing == 0 ? targets : Arithmetic.Add(Arithmetic.Multiply(targets, 1 - LabelSmoothing), LabelSmoothing / 2);
        return nn.functional.binary_cross_entropy_with_logits(outputs, smoothed, reduction: nn.Reduction.None);
    }

    public override bool Suits(LearningTask task) => task == LearningTask.MultiLabel;

    public override Loss Smoothed(double labelSmoothing) => this with { LabelSmoothing = labelSmoothing };
}
