using System.Numerics;
using Toolkit.Kernels;
using Toolkit.LibTorch;
using Toolkit.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

public abstract partial record Optimizer
{
    /// <summary>RMSprop (Tieleman and Hinton 2012, lecture 6.5), with PyTorch's defaults.</summary>
    /// <param name="alpha">Decay of the mean squared gradient, 0 to below 1. Default 0.99.</param>
    /// <param name="momentum">Share of the last step's direction in the next one, 0 to below 1. Default 0.</param>
    /// <param name="weightDecay">An L2 penalty, at least 0. Default 0.</param>
    /// <param name="epsilon">Added to the root of the mean square, at least 0. Default 1e-8.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Optimizer RmsProp(double alpha = 0.99, double momentum = 0, double weightDecay = 0, double epsilon = 1e-8) => new RmsProp(
        Require.Below1(alpha), Require.Below1(momentum), Require.AtLeast0(weightDecay), Require.AtLeast0(epsilon));
}

internal sealed record RmsProp(double Alpha, double Momentum, double WeightDecay, double Epsilon) : Optimizer
{
    public override Optimizer WithoutWeightDecay() => this with { WeightDecay = 0 };

    public override void Update(Parameter parameter, Tensor gradient, double rate, ParameterState state)
    {
        var square = state["square_avg"];
        var direction = Momentum == 0 ? null : state["momentum"];
        if (ElementwiseUpdate.Suits(parameter, gradient))
        {
            var rule = new Rule((float)WeightDecay, (float)Alpha, (float)(1 - Alpha), (float)Epsilon, (float)Momentum, (float)rate);
            ElementwiseUpdate.Run(rule, parameter, gradient, square, direction);
            return;
        }
        if (WeightDecay != 0) gradient = Arithmetic.Add(gradient, parameter, WeightDecay);
        Arithmetic.AddProductInPlace(Arithmetic.MultiplyInPlace(square, Alpha), gradient, gradient, 1 - Alpha);
        var divisor = Arithmetic.AddInPlace(square.sqrt(), Epsilon);
        if (direction is null)
        {
            Arithmetic.AddQuotientInPlace(parameter, gradient, divisor, -rate);
            return;
        }
        Arithmetic.AddQuotientInPlace(Arithmetic.MultiplyInPlace(direction, Momentum), gradient, divisor, 1);
        Arithmetic.AddInPlace(parameter, direction, -rate);
    }

    private readonly record struct Rule(float WeightDecay, float Alpha, float Weight, float Epsilon, float Momentum, float Rate) : IUpdateRule
    {
        public void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> square, ref Vector<float> direction)
        {
            gradient += parameter * WeightDecay;
            square = square * Alpha + gradient * gradient * Weight;
            direction = direction * Momentum + gradient / (Vector.SquareRoot(square) + new Vector<float>(Epsilon));
            parameter -= direction * Rate;
        }
    }
}
