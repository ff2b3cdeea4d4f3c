using System.Numerics;
using Toolkit.Kernels;
using Toolkit.LibTorch;
using Toolkit.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

public abstract partial record Optimizer
{
    /// <summary>Adam (Kingma and Ba 2014, "Adam: a method for stochastic optimization"), with PyTorch's defaults.</summary>
    /// <param name="weightDecay">An L2 penalty, at least 0. Default 0.</param>
    /// <param name="beta1">Decay of the mean gradient, 0 to below 1. Default 0.9.</param>
    /// <param name="beta2">Decay of the mean squared gradient, 0 to below 1. Default 0.999.</param>
    /// <param name="epsilon">Added to the root of the mean square, at least 0. Default 1e-8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Optimizer Adam(double weightDecay = 0, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) => new Adam(
        Require.AtLeast0(weightDecay), Require.Below1(beta1), Require.Below1(beta2), Require.AtLeast0(epsilon));
}

internal record Adam(double WeightDecay, double Beta1, double Beta2, double Epsilon) : Optimizer
{
    /// <summary>What weight decay multiplies a parameter with before the step, and what part of the parameter it adds to the gradient.</summary>
    protected virtual (double Shrinkage, double Penalty) Decay(double rate) => (1, WeightDecay);

    public override Optimizer WithoutWeightDecay() => this with { WeightDecay = 0 };

    public override void Update(Parameter parameter, Tensor gradient, double rate, ParameterState state)
    {
        var (shrinkage, penalty) = Decay(rate);
        var (mean, square) = (state["exp_avg"], state["exp_avg_sq"]);
        var step = rate / (1 - Math.Pow(Beta1, state.Step));
        var squareScale = 1 / Math.Sqrt(1 - Math.Pow(Beta2, state.Step));
        if (ElementwiseUpdate.Suits(parameter, gradient))
        {
            var rule = new Rule(
                (float)shrinkage, (float)penalty, (float)Beta1, (float)(1 - Beta1), (float)Beta2, (float)(1 - Beta2), (float)squareScale,
                (float)Epsilon, (float)step);
            ElementwiseUpdate.Run(rule, parameter, gradient, mean, square);
            return;
        }
        if (penalty != 0) gradient = Arithmetic.Add(gradient, parameter, penalty);
        Arithmetic.AddInPlace(Arithmetic.MultiplyInPlace(mean, Beta1), gradient, 1 - Beta1);
        Arithmetic.AddProductInPlace(Arithmetic.MultiplyInPlace(square, Beta2), gradient, gradient, 1 - Beta2);
        var divisor = Arithmetic.AddInPlace(Arithmetic.MultiplyInPlace(square.sqrt(), squareScale), Epsilon);
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
