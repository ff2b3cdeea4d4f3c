using static TorchSharp.torch;

namespace Toolkit.Networks.Tracing;

/// <summary>A module whose forward pass is written for traced tensors. What it makes on the way is freed at the end.</summary>
public abstract class TracedModule(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>The forward pass.</summary>
    /// <param name="input">What the modules before have made.</param>
    /// <returns>What the modules behind take.</returns>
    public abstract TracedTensor Run(TracedTensor input);

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input) => ComputedTensor.Run(input, Run);
}
