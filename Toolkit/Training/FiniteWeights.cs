using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Notices a network that has numbers in it that are none.</summary>
internal static class FiniteWeights
{
    /// <summary>Does nothing for a network whose weights and running statistics are finite.</summary>
    /// <exception cref="InvalidOperationException">One is not; the message names it and says what to try.</exception>
    public static void Check(Network network, int epoch)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, tensor) in network.state_dict())
        {
            if (!tensor.is_floating_point() || tensor.isfinite().all().item<bool>()) continue;
            throw new InvalidOperationException(
                $"The training diverged: after epoch {epoch}, '{name}' of {network.Architecture} has values that are not finite. Lower the learning rate, "
                + "clip gradients, or where it is a statistic of batch normalisation, use batches of at least 2 images or BatchNormStatistics.Keep.");
        }
    }
}
