namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns.</summary>
public class Parameter : torch.Tensor
{
    /// <param name="data">The values; the parameter takes over its native tensor, and the object is then invalid.</param>
    /// <param name="requires_grad">Whether gradients are recorded.</param>
    public Parameter(torch.Tensor data, bool requires_grad = true) : base(data.MoveHandle())
    {
        this.requires_grad = requires_grad;
    }
}
