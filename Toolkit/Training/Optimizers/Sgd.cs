using System.Numerics;
using Toolkit.Kernels;
using Toolkit.LibTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Stochastic gradient descent, as PyTorch has it. Weight decay is an L2 penalty.</summary>
/// <param name="groups">The parameters.</param>
/// <param name="momentum">Share of the last step's direction in the next one, 0 to below 1.</param>
/// <param name="weightDecay">At least 0.</param>
/// <param name="nesterov">Whether the gradient is added to the momentum once more (Sutskever et al. 2013); needs momentum above 0.</param>
internal sealed class Sgd(IReadOnlyList<ParamGroup> groups, double momentum = 0, double weightDecay = 0, bool nesterov = false)
    : Optimizer(groups)
{
    protected override void Update(Parameter parameter, Tensor gradient, double rate, OptimizerState state)
    {
        var direction = momentum == 0 ? null : state["momentum"];
        if (ElementwiseUpdate.Suits(parameter, gradient))
        {
            var rule = new Rule((float)weightDecay, (float)momentum, nesterov, (float)rate);
            ElementwiseUpdate.Run(rule, parameter, gradient, direction);
            return;
        }
        if (weightDecay != 0) gradient = Arithmetic.Add(gradient, parameter, weightDecay);
        if (direction is not null)
        {
            Arithmetic.AddInPlace(Arithmetic.MultiplyInPlace(direction, momentum), gradient);
            gradient = nesterov ? Arithmetic.Add(gradient, direction, momentum) : direction;
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
