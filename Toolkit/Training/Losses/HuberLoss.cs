using Toolkit.Data;
using Toolkit.Text;
using static TorchSharp.torch;

namespace Toolkit.Training;

public abstract partial record Loss
{
    /// <summary>
    /// Huber loss (Huber 1964), PyTorch's <c>HuberLoss</c>: half the squared difference where that is small, growing in a line beyond, so that single images
    /// with wrong numbers disturb less.
    /// </summary>
    /// <param name="delta">From which difference on it grows in a line, in standard deviations of the training targets: above 0. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of its range.</exception>
    public static Loss Huber(double delta = 1) => new HuberLoss(Require.Positive(delta));
}

internal sealed record HuberLoss(double Delta) : Loss
{
    public override Tensor Of(Tensor outputs, Tensor targets, LearningTask task) =>
        nn.functional.huber_loss(outputs, targets, Delta, nn.Reduction.None);

    public override bool Suits(LearningTask task) => task == LearningTask.Regression;
}
