using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// Gives a network's outputs another unit, by way of the weights and bias of its last layer: each is multiplied by a number, and one is added. So
/// whatever computes the network computes the same. Auxiliary heads stay.
/// </summary>
internal static class OutputScale
{
    /// <summary>Far below what a network gives, so that a ReLU behind the last layer shows.</summary>
    private const double Shift = -1000;

    private const double Tolerance = 1e-2;

    /// <param name="network">One that <see cref="Check"/> has nothing against.</param>
    /// <param name="factors">One an output.</param>
    /// <param name="offsets">Added to the products, one an output.</param>
    public static void Apply(Network network, IReadOnlyList<double> factors, IReadOnlyList<double> offsets)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (!Network.IsIn(name, network.LastLayerName)) continue;
            parameter.mul_(tensor([.. factors], parameter.dtype, parameter.device).reshape([-1, .. Enumerable.Repeat(1L, (int)parameter.dim() - 1)]));
            if (parameter.dim() == 1) Arithmetic.AddInPlace(parameter, tensor([.. offsets], parameter.dtype, parameter.device));
        }
    }

    /// <summary>Does nothing for a network whose outputs follow the bias of its last layer, up and down; it is left in evaluation mode.</summary>
    /// <param name="network">As it is, with any weights.</param>
    /// <param name="task">What needs it, in words.</param>
    /// <exception cref="NotSupportedException">They do not, as where a ReLU is behind the last layer.</exception>
    public static void Check(Network network, string task)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.eval();
        var input = network.InputSpec;
        var images = ones(1, input.Channels, input.Height, input.Width).to(network.parameters().First().device);
        using var before = NamedCopies.Of(network);
        var outputs = network.call(images);
        Apply(network, [.. Enumerable.Repeat(1.0, network.Classes)], [.. Enumerable.Repeat(Shift, network.Classes)]);
        var shifted = network.call(images);
        before.PutBack(network);
        if (shifted.allclose(Arithmetic.Add(outputs, Shift), rtol: 0, atol: Tolerance)) return;
        throw new NotSupportedException(
            $"The outputs of {network.Architecture} cannot be any number: they do not follow the bias of its last layer, {network.LastLayerName}, as where a ReLU "
            + $"is behind it. {task} needs that: choose another network.");
    }
}
