using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The step that Adam and AdamW have in common, in PyTorch's order of operations.</summary>
internal readonly struct AdamRule(double rate, (double, double) betas, double eps)
{
    private readonly double _beta1 = betas.Item1;
    private readonly double _beta2 = betas.Item2;

    /// <param name="parameter">Changed in place.</param>
    /// <param name="direction">The gradient.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="mean">The running mean of the gradients, changed in place.</param>
    /// <param name="meanSquare">The running mean of their squares, changed in place.</param>
    /// <param name="maxMeanSquare">Its largest value so far, changed in place; null without AMSGrad.</param>
    internal void Apply(Parameter parameter, Tensor direction, long step, Tensor mean, Tensor meanSquare, Tensor? maxMeanSquare)
    {
        mean.mul_(_beta1).add_(direction, alpha: 1 - _beta1);
        meanSquare.mul_(_beta2).addcmul_(direction, direction, value: 1 - _beta2);
        if (maxMeanSquare is not null) Interop.Aten.Run("maximum.out", maxMeanSquare, meanSquare, maxMeanSquare);

        var correction = Math.Sqrt(1 - Math.Pow(_beta2, step));
        var denominator = (maxMeanSquare ?? meanSquare).sqrt().div_(correction).add_(eps);
        parameter.addcdiv_(mean, denominator, value: -rate / (1 - Math.Pow(_beta1, step)));
    }
}
