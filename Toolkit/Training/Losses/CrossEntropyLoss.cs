using Toolkit.Data;
using static TorchSharp.torch;

namespace Toolkit.Training;

public abstract partial record Loss
{
    /// <summary>Cross-entropy of the softmax of the logits, PyTorch's <c>CrossEntropyLoss</c>: the loss of classification unless another is chosen.</summary>
    public static Loss CrossEntropy() => new CrossEntropyLoss(0);
}

internal sealed record CrossEntropyLoss(double LabelSmoothing) : Loss
{
    public override Tensor Of(Tensor outputs, Tensor targets, LearningTask task) =>
        nn.functional.cross_entropy(outputs, targets, reduction: nn.Reduction.None, label_smoothing: LabelSmoothing);

    public override bool Suits(LearningTask task) => task == LearningTask.Classification;

    public override Loss Smoothed(double labelSmoothing) => this with { LabelSmoothing = labelSmoothing };
}
