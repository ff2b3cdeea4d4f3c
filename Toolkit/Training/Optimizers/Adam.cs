using System.Numerics;
using Toolkit.Kernels;
using Toolkit.LibTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Adam (Kingma and Ba 2014, "Adam: a method for stochastic optimization"), with PyTorch's defaults. Weight decay is an L2 penalty.</summary>
/// <param name="groups">The parameters.</param>
/// <param name="weightDecay">At least 0.</param>
/// <param name="beta1">Decay of the mean gradient, 0 to below 1.</param>
/// <param name="beta2">Decay of the mean squared gradient, 0 to below 1.</param>
/// <param name="epsilon">Added to the root of the mean square, at least 0.</param>
internal class Adam(
    IReadOnlyList<ParamGroup> groups, double weightDecay = 0, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    : Optimizer(groups)
{
    protected double WeightDecay { get; } = weightDecay;

    /// <summary>What weight decay multiplies a parameter with before the step, and what part of the parameter it adds to the gradient.</summary>
    protected virtual (double Shrinkage, double Penalty) Decay(double rate) => (1, WeightDecay);

    protected override void Update(Parameter parameter, Tensor gradient, double rate, OptimizerState state)
    {
        var (shrinkage, penalty) = Decay(rate);
        var (mean, square) = (state["exp_avg"], state["exp_avg_sq"]);
        var step = rate / (1 - Math.Pow(beta1, state.Step));
        var squareScale = 1 / Math.Sqrt(1 - Math.Pow(beta2, state.Step));
        if (ElementwiseUpdate.Suits(parameter, gradient))
        {
            var rule = new Rule(
                (float)shrinkage, (float)penalty, (float)beta1, (float)(1 - beta1), (float)beta2, (float)(1 - beta2), (float)squareScale,
                (float)epsilon, (float)step);
            ElementwiseUpdate.Run(rule, parameter, gradient, mean, square);
            return;
        }
        if (penalty != 0) gradient = Arithmetic.Add(gradient, parameter, penalty);
        Arithmetic.AddInPlace(Arithmetic.MultiplyInPlace(mean, beta1), gradient, 1 - beta1);
        Arithmetic.AddProductInPlace(Arithmetic.MultiplyInPlace(square, beta2), gradient, gradient, 1 - beta2);
        var divisor = Arithmetic.AddInPlace(Arithmetic.MultiplyInPlace(square.sqrt(), squareScale), epsilon);
        if (shrinkage != 1) Arithmetic.MultiplyInPlace(parameter, shrinkage);
        Arithmetic.AddQuotientInPlace(parameter, mean, divisor, -step);
    }

    private readonly record struct Rule(
        float Shrinkage, float Penalty, float Beta1, float Weight1, float Beta2, float Weight2, float SquareScale, float Epsilon, float Step)
        : IUpdateRule
    {
        public void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> mean, ref Vector<float> square)
        {
            gradient += parameter * Penalty;
            mean = mean * Beta1 + gradient * Weight1;
            square = square * Beta2 + gradient * gradient * Weight2;
            var divisor = Vector.SquareRoot(square) * SquareScale + new Vector<float>(Epsilon);
            parameter = parameter * Shrinkage - mean / divisor * Step;
        }
    }
}
