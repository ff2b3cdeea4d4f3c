using Toolkit.Text;

namespace Toolkit.Training;

public abstract partial record Optimizer
{
    /// <summary>
    /// Adam with decoupled weight decay (Loshchilov and Hutter 2017, "Decoupled weight decay regularization"), with PyTorch's defaults: the
    /// parameters shrink by rate · decay in every step, whatever their gradients are.
    /// </summary>
    /// <param name="weightDecay">At least 0. Default 0.01.</param>
    /// <param name="beta1">Decay of the mean gradient, 0 to below 1. Default 0.9.</param>
    /// <param name="beta2">Decay of the mean squared gradient, 0 to below 1. Default 0.999.</param>
    /// <param name="epsilon">Added to the root of the mean square, at least 0. Default 1e-8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Optimizer AdamW(double weightDecay = 0.01, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) => new AdamW(
        Require.AtLeast0(weightDecay), Require.Below1(beta1), Require.Below1(beta2), Require.AtLeast0(epsilon));
}

internal sealed record AdamW(double WeightDecay, double Beta1, double Beta2, double Epsilon) : Adam(WeightDecay, Beta1, Beta2, Epsilon)
{
    protected override (double Shrinkage, double Penalty) Decay(double rate) => (1 - rate * WeightDecay, 0);
}
