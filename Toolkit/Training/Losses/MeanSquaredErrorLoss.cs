using Toolkit.Data;
using static TorchSharp.torch;

namespace Toolkit.Training;

public abstract partial record Loss
{
    /// <summary>The mean squared difference, PyTorch's <c>MSELoss</c>: the loss of regression unless another is chosen.</summary>
    public static Loss MeanSquaredError() => new MeanSquaredErrorLoss();
}

internal sealed record MeanSquaredErrorLoss : Loss
{
    public override Tensor Of(Tensor outputs, Tensor targets, LearningTask task) => nn.functional.mse_loss(outputs, targets, nn.Reduction.None);

    public override bool Suits(LearningTask task) => task == LearningTask.Regression;
}
