using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>A module whose forward pass is written for signals. What it makes on the way is freed at the end.</summary>
internal abstract class SignalModule(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>The forward pass.</summary>
    public abstract Signal Run(Signal input);

    public sealed override Tensor forward(Tensor input) => TensorSignal.Run(input, Run);
}
