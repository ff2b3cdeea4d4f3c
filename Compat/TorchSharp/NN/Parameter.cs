namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Turns a tensor into a parameter, which takes it over.</summary>
        public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
    }
}
