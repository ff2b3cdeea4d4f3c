using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What Adam's step takes of one parameter. Parameter, means and the largest mean square are changed in place.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Gradient">Its gradient, with the opposite sign where the optimizer maximizes.</param>
/// <param name="Step">The number of this step, from 1.</param>
/// <param name="Mean">The running mean of the gradients.</param>
/// <param name="MeanSquare">The running mean of their squares.</param>
/// <param name="MaxMeanSquare">Its largest value so far; null without AMSGrad.</param>
internal readonly record struct AdamMoment(
    Parameter Parameter, Tensor Gradient, long Step, Tensor Mean, Tensor MeanSquare, Tensor? MaxMeanSquare)
{
    /// <summary>Whether the native library can do the whole step at once.</summary>
    internal bool IsPlain => MaxMeanSquare is null && new[] { Parameter, Gradient, Mean, MeanSquare }.All(
        tensor => tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.is_contiguous());
}

/// <summary>The step that Adam and AdamW have in common, in PyTorch's order of operations.</summary>
/// <param name="rate">The learning rate.</param>
/// <param name="betas">The shares of the old means.</param>
/// <param name="eps">Added to the denominator.</param>
/// <param name="penalty">Adam's weight decay: this share of the parameter is added to the gradient.</param>
/// <param name="shrinkage">AdamW's: what is left of the parameter, 1 without weight decay.</param>
internal sealed class AdamRule(double rate, (double, double) betas, double eps, double penalty, double shrinkage)
{
    private readonly double _beta1 = betas.Item1;
    private readonly double _beta2 = betas.Item2;

    /// <summary>Changes all parameters.</summary>
    internal void Apply(IEnumerable<AdamMoment> moments)
    {
        var plain = new List<AdamMoment>();
        foreach (var moment in moments)
        {
            if (moment.IsPlain) plain.Add(moment);
            else ApplyOne(moment);
        }
        if (plain.Count > 0) ApplyTogether(plain);
    }

    private double StepSize(AdamMoment moment) => rate / (1 - Math.Pow(_beta1, moment.Step));

    private double Correction(AdamMoment moment) => Math.Sqrt(1 - Math.Pow(_beta2, moment.Step));

    /// <summary>One pass over the memory (Compat/Native/optimizer.cpp).</summary>
    private void ApplyTogether(List<AdamMoment> moments) => Aten.Run(
        "toolkit::adam_",
        moments.Select(moment => (Tensor)moment.Parameter).ToArray(), moments.Select(moment => moment.Gradient).ToArray(),
        moments.Select(moment => moment.Mean).ToArray(), moments.Select(moment => moment.MeanSquare).ToArray(),
        moments.Select(StepSize).ToArray(), moments.Select(Correction).ToArray(), _beta1, _beta2, eps, penalty, shrinkage);

    private void ApplyOne(AdamMoment moment)
    {
        var (parameter, direction, _, mean, meanSquare, maxMeanSquare) = moment;
        if (shrinkage != 1) parameter.mul_(shrinkage);
        if (penalty != 0) direction = direction.add(parameter, alpha: penalty);
        mean.mul_(_beta1).add_(direction, alpha: 1 - _beta1);
        meanSquare.mul_(_beta2).addcmul_(direction, direction, value: 1 - _beta2);
        if (maxMeanSquare is not null) Aten.Run("maximum.out", maxMeanSquare, meanSquare, maxMeanSquare);
        var denominator = (maxMeanSquare ?? meanSquare).sqrt().div_(Correction(moment)).add_(eps);
        parameter.addcdiv_(mean, denominator, value: -StepSize(moment));
    }
}
