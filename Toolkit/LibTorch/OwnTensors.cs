using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>Parameters and buffers that a module holds itself, not through a layer. They live as long as the module.</summary>
internal static class OwnTensors
{
    /// <summary>Registers a parameter, float32, of zeros.</summary>
    /// <param name="module">The module that holds it.</param>
    /// <param name="name">Its name within the module.</param>
    /// <param name="shape">Its sizes.</param>
    public static void AddParameter(this nn.Module module, string name, params long[] shape)
    {
        var parameter = nn.Parameter(zeros(shape));
        parameter.DetachFromDisposeScope();
        module.register_parameter(name, parameter);
    }

    /// <summary>Registers a buffer of integers, which the module's state contains.</summary>
    /// <param name="module">The module that holds it.</param>
    /// <param name="name">Its name within the module.</param>
    /// <param name="values">One dimension.</param>
    public static void AddBuffer(this nn.Module module, string name, long[] values) =>
        module.register_buffer(name, tensor(values).DetachFromDisposeScope());
}
