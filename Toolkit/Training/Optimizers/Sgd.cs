using System.Numerics;
using Toolkit.Kernels;
using Toolkit.LibTorch;
using Toolkit.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

public abstract partial record Optimizer
{
    /// <summary>Stochastic gradient descent, as PyTorch has it.</summary>
    /// <param name="momentum">Share of the last step's direction in the next one, 0 to below 1. Default 0.9.</param>
    /// <param name="weightDecay">An L2 penalty, at least 0. Default 0.</param>
    /// <param name="nesterov">
    /// Whether the gradient is added to the momentum once more (Sutskever et al. 2013); needs a momentum above 0. Default false.
    /// </param>
    /// <exception cref="ArgumentException">A number is out of its range, or <paramref name="nesterov"/> has no momentum.</exception>
    public static Optimizer Sgd(double momentum = 0.9, double weightDecay = 0, bool nesterov = false) => nesterov && momentum == 0
        ? throw new ArgumentException("Nesterov's momentum needs a momentum above 0, such as 0.9, but it is 0.", nameof(nesterov))
        : new Sgd(Require.Below1(momentum), Require.AtLeast0(weightDecay), nesterov);
}

internal sealed record Sgd(double Momentum, double WeightDecay, bool Nesterov) : Optimizer
{
    public override Optimizer WithoutWeightDecay() => this with { WeightDecay = 0 };

    public override void Update(Parameter parameter, Tensor gradient, double rate, ParameterState state)
    {
        var direction = Momentum == 0 ? null : state["momentum"];
        if (ElementwiseUpdate.Suits(parameter, gradient))
        {
            var rule = new Rule((float)WeightDecay, (float)Momentum, Nesterov, (float)rate);
            ElementwiseUpdate.Run(rule, parameter, gradient, direction);
            return;
        }
        if (WeightDecay != 0) gradient = Arithmetic.Add(gradient, parameter, WeightDecay);
        if (direction is not null)
        {
            Arithmetic.AddInPlace(Arithmetic.MultiplyInPlace(direction, Momentum), gradient);
            gradient = Nesterov ? Arithmetic.Add(gradient, direction, Momentum) : direction;
        }
        Arithmetic.AddInPlace(parameter, gradient, -rate);
    }

    private readonly record struct Rule(float WeightDecay, float Momentum, bool Nesterov, float Rate) : IUpdateRule
    {
        public void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> direction, ref Vector<float> unused)
        {
            gradient += parameter * WeightDecay;
            direction = direction * Momentum + gradient;
            parameter -= (Nesterov ? gradient + direction * Momentum : direction) * Rate;
        }
    }
}
