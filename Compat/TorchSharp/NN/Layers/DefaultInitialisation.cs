using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The initial values that PyTorch gives to linear and convolution layers, drawn in the same order.</summary>
internal static class DefaultInitialisation
{
    /// <summary>Registers "weight" of the shape and, if asked for, "bias" of its first dimension; both uniform in ±1/√(fan-in).</summary>
    internal static void RegisterWeightAndBias(nn.Module module, long[] weightShape, bool hasBias, Device? device, ScalarType? dtype)
    {
        var weight = empty(weightShape, dtype, device);
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        module.register_parameter("weight", new Parameter(weight));
        if (!hasBias) return;

        var fanIn = weightShape.Skip(1).Aggregate(1L, (product, size) => product * size);
        var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        var bias = empty([weightShape[0]], dtype, device);
        nn.init.uniform_(bias, -bound, bound);
        module.register_parameter("bias", new Parameter(bias));
    }
}
