using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>Forgets everything.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Copies another optimizer's state of the same parameter.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void to(Device device) { }

    private protected Tensor Zeros() => _parameter.zeros_like().DetachFromDisposeScope();

    /// <summary>Replaces one of the state's tensors by a copy, on the parameter's device; null stays null.</summary>
    private protected void Copy(ref Tensor? target, Tensor? source)
    {
        using var old = target;
        target = source?.to(_parameter.device, copy: true).DetachFromDisposeScope();
    }

    private protected static void Move(ref Tensor? tensor, Device device)
    {
        if (tensor is null) return;
        var moved = tensor.to(device).DetachFromDisposeScope();
        if (!ReferenceEquals(moved, tensor)) tensor.Dispose();
        tensor = moved;
    }

    private protected static bool Close(Tensor? left, Tensor? right) =>
        left is null || right is null ? left is null == right is null : left.allclose(right);
}
