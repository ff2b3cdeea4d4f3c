using System.Numerics;
using Toolkit.Kernels;
using Toolkit.LibTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>RMSprop (Tieleman and Hinton 2012, lecture 6.5), with PyTorch's defaults. Weight decay is an L2 penalty.</summary>
/// <param name="groups">The parameters.</param>
/// <param name="alpha">Decay of the mean squared gradient, 0 to below 1.</param>
/// <param name="epsilon">Added to the root of the mean square, at least 0.</param>
/// <param name="momentum">Share of the last step's direction in the next one, 0 to below 1.</param>
/// <param name="weightDecay">At least 0.</param>
internal sealed class RmsProp(
    IReadOnlyList<ParamGroup> groups, double alpha = 0.99, double epsilon = 1e-8, double momentum = 0, double weightDecay = 0)
    : Optimizer(groups)
{
    protected override void Update(Parameter parameter, Tensor gradient, double rate, OptimizerState state)
    {
        var square = state["square_avg"];
        var direction = momentum == 0 ? null : state["momentum"];
        if (ElementwiseUpdate.Suits(parameter, gradient))
        {
            var rule = new Rule((float)weightDecay, (float)alpha, (float)(1 - alpha), (float)epsilon, (float)momentum, (float)rate);
            ElementwiseUpdate.Run(rule, parameter, gradient, square, direction);
            return;
        }
        if (weightDecay != 0) gradient = Arithmetic.Add(gradient, parameter, weightDecay);
        Arithmetic.AddProductInPlace(Arithmetic.MultiplyInPlace(square, alpha), gradient, gradient, 1 - alpha);
        var divisor = Arithmetic.AddInPlace(square.sqrt(), epsilon);
        if (direction is null)
        {
            Arithmetic.AddQuotientInPlace(parameter, gradient, divisor, -rate);
            return;
        }
        Arithmetic.AddQuotientInPlace(Arithmetic.MultiplyInPlace(direction, momentum), gradient, divisor, 1);
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
