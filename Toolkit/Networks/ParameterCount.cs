namespace Toolkit.Networks;

/// <summary>A number of parameters, which depends on the classes and on the channels of the images.</summary>
/// <param name="Parameters">All weights and biases; statistics of batch normalisation are not counted.</param>
/// <param name="Classes">Outputs of the head.</param>
/// <param name="Channels">Channels of the images.</param>
public sealed record ParameterCount(long Parameters, int Classes, int Channels)
{
    /// <summary>With ImageNet's 1000 classes of colour images.</summary>
    internal static ParameterCount ImageNet(long parameters) => new(parameters, 1000, 3);

    /// <summary>With CIFAR-10's 10 classes of colour images.</summary>
    internal static ParameterCount Cifar10(long parameters) => new(parameters, 10, 3);

    /// <summary>With MNIST's 10 classes of grey images.</summary>
    internal static ParameterCount Mnist(long parameters) => new(parameters, 10, 1);
}
