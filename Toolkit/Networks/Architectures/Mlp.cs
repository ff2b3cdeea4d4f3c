using Toolkit.Images;
using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// The multilayer perceptron: all pixels in a row, two hidden layers of equal width with ReLU, and one output a class. Built for images
/// of one size, 28×28 pixels unless <see cref="NetworkOptions.ImageSize"/> says otherwise. The hidden layers are the backbone, the last
/// layer is the head. The initial weights are the layers' defaults.
/// </summary>
internal sealed class Mlp : PlainNetwork
{
    private const int DefaultWidth = 256, Smallest = 1;

    private Mlp(int classes, NetworkOptions? options) : base("mlp", Smallest, classes, options)
    {
        var side = FixImageSize(InputSpec.Mnist);
        var width = Options.Width ?? DefaultWidth;
        Assemble(
            new LayerStack(
                nn.Flatten(),
                Layer.Linear((long)Options.Channels * side * side, width),
                nn.ReLU(true),
                Layer.Linear(width, width),
                nn.ReLU(true)),
            null,
            new LayerStack(Layer.Linear(width, classes)));
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        [new("mlp", Create) { Parameters = ParameterCount.Mnist(269_322), Choices = NetworkChoices.ImageSize | NetworkChoices.Width }];

    /// <summary>
    /// <c>mlp</c>: 784-n-n-10 for MNIST, where n is <see cref="NetworkOptions.Width"/>, 256 by default. With p pixels (times channels)
    /// and k classes it has n(p + 1) + n(n + 1) + k(n + 1) parameters.
    /// </summary>
    public static Mlp Create(int classes, NetworkOptions? options = null) => new(classes, options);
}
