namespace TorchSharp;

public static partial class torch
{
    /// <summary>How <see cref="Tensor.div(Tensor, RoundingMode)"/> rounds the quotient.</summary>
    public enum RoundingMode
    {
        None = 0,
        trunc = 1,
        floor = 2,
    }
}
