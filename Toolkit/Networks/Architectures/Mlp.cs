using Toolkit.Images;
using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// <c>mlp</c>, the multilayer perceptron: all pixels in a row, two hidden layers of n units with ReLU, and one output a class; 784-n-n-10 for
/// MNIST, where n is <see cref="NetworkOptions.Width"/>, 256 by default. With p pixels (times channels) and k classes it has
/// n(p + 1) + n(n + 1) + k(n + 1) parameters. Built for images of one size, 28×28 pixels unless <see cref="NetworkOptions.ImageSize"/> says
/// otherwise. The hidden layers are the backbone, the last layer is the head. The initial weights are the layers' defaults.
/// </summary>
internal sealed class Mlp : StagedNetwork
{
    private const int DefaultWidth = 256;

    private Mlp(int classes, NetworkOptions? options) : base("mlp", smallestSize: 1, classes, options)
    {
        var side = FixImageSize(InputSpec.Mnist);
        var width = Options.Width ?? DefaultWidth;
        AddStage(nn.Flatten(), Layer.Linear((long)Options.Channels * side * side, width), nn.ReLU(true));
        AddStage(Layer.Linear(width, width), nn.ReLU(true));
        AddHead("classifier", new LayerStack(Layer.Linear(width, classes)));
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
    [
        new("mlp", (classes, options) => new Mlp(classes, options))
        {
            Parameters = ParameterCount.Mnist(269_322),
            Choices = NetworkChoices.ImageSize | NetworkChoices.Width,
        },
    ];
}
