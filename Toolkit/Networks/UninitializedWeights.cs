using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// Builds networks without drawing initial weights, which takes longer than loading others in their place. The layers are made on
/// PyTorch's meta device, where tensors have no memory and filling them does nothing, and get memory afterwards.
/// </summary>
internal static class UninitializedWeights
{
    [ThreadStatic] private static bool building;

    /// <summary>Where layers made on this thread are to have their weights; null for TorchSharp's default, and initial values.</summary>
    public static Device? Device => building ? META : null;

    /// <summary>Builds a network whose weights are whatever the memory held, and which says so.</summary>
    public static Network Build(Func<Network> build)
    {
        var network = BuildWithoutMemory(build);
        foreach (var module in network.modules()) GiveMemory(module);
        network.HasUninitializedWeights = true;
        return network;
    }

    private static Network BuildWithoutMemory(Func<Network> build)
    {
        building = true;
        try
        {
            return build();
        }
        finally
        {
            building = false;
        }
    }

    private static void GiveMemory(nn.Module module)
    {
        if (module is Conv2d { weight.is_meta: true } convolution)
        {
            convolution.weight = InMemory(convolution.weight);
            if (convolution.bias is { } bias) convolution.bias = InMemory(bias);
        }
        else if (module is Linear { weight.is_meta: true } linear)
        {
            linear.weight = InMemory(linear.weight);
            if (linear.bias is { } bias) linear.bias = InMemory(bias);
        }
    }

    private static Parameter InMemory(Parameter parameter)
    {
        var memory = nn.Parameter(empty(parameter.shape, parameter.dtype));
        memory.DetachFromDisposeScope();
        return memory;
    }
}
