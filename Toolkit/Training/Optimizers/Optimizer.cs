using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// How parameters change by their gradients: the numbers of an optimizer. Those that come with the toolkit are
/// <c>Optimizer.Sgd(…)</c>, <c>Optimizer.Adam(…)</c>, <c>Optimizer.AdamW(…)</c> and <c>Optimizer.RmsProp(…)</c>. One of your own is a record
/// with the numbers as its properties; what it remembers of a parameter lies in the <see cref="ParameterState"/>, which every checkpoint
/// holds.
/// </summary>
/// <remarks>
/// TorchSharp's own optimizers hand numbers to libtorch that a garbage collection may free meanwhile (<see cref="LibTorch.Arithmetic"/>), and
/// go over the parameters' memory a dozen times a step. In your own, use <see cref="LibTorch.Arithmetic"/> where a number meets a tensor.
/// </remarks>
public abstract partial record Optimizer
{
    /// <summary>One step of one parameter, without a graph; tensors that it makes are freed afterwards. On one thread at a time.</summary>
    /// <param name="parameter">Changed in place.</param>
    /// <param name="gradient">Of the parameter's shape and type. Leave it as it is.</param>
    /// <param name="rate">The learning rate, at least 0.</param>
    /// <param name="state">What earlier steps left for this parameter.</param>
    public abstract void Update(Parameter parameter, Tensor gradient, double rate, ParameterState state);

    /// <summary>
    /// The same optimizer for parameters that weight decay is to leave alone (<see cref="FineTuningOptions.WeightDecayOnBiasAndNorm"/>); itself where it knows
    /// no weight decay.
    /// </summary>
    public virtual Optimizer WithoutWeightDecay() => this;
}
