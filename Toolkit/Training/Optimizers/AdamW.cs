namespace Toolkit.Training;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2017, "Decoupled weight decay regularization"): the parameters shrink by
/// rate · decay in every step, whatever their gradients are.
/// </summary>
/// <inheritdoc cref="Adam"/>
internal sealed class AdamW(
    IReadOnlyList<ParamGroup> groups, double weightDecay = 0.01, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    : Adam(groups, weightDecay, beta1, beta2, epsilon)
{
    protected override (double Shrinkage, double Penalty) Decay(double rate) => (1 - rate * WeightDecay, 0);
}
