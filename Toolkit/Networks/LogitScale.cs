using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// Multiplies a network's logits by a number, by way of the weights and bias of its last layer: what comes behind it, ReLU and means where the layer is
/// a convolution, keeps a factor above 0. So whatever computes the network computes the same. Auxiliary heads stay.
/// </summary>
internal static class LogitScale
{
    private const double Tolerance = 1e-3;

    /// <param name="network">One that <see cref="Check"/> has nothing against.</param>
    /// <param name="factor">Above 0.</param>
    public static void Multiply(Network network, double factor)
    {
        using var noGradient = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
            if (Network.IsIn(name, network.LastLayerName)) Arithmetic.MultiplyInPlace(parameter, factor);
    }

    /// <summary>Does nothing for a network whose logits follow the weights of its last layer; it is left in evaluation mode.</summary>
    /// <exception cref="NotSupportedException">They do not, as where a program's own network has a layer with numbers of its own behind it.</exception>
    public static void Check(Network network)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.eval();
        var input = network.InputSpec;
        var images = ones(1, input.Channels, input.Height, input.Width).to(network.parameters().First().device);
        var logits = network.call(images);
        Multiply(network, 2); // and back, which loses nothing
        var doubled = network.call(images);
        Multiply(network, 0.5);
        if (doubled.allclose(Arithmetic.Multiply(logits, 2), rtol: Tolerance, atol: Tolerance)) return;
        throw new NotSupportedException(
            $"The logits of {network.Architecture} do not grow with the weights of its last layer, {network.LastLayerName}, so that they cannot be scaled there. "
            + "Train it without calibrating its probabilities.");
    }
}
