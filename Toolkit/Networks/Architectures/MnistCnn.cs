using Toolkit.Images;
using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// <c>mnist_cnn</c>, a small network of two convolutions for handwritten digits: twice a 5×5 convolution of n maps, ReLU and 2×2 max pooling,
/// then a hidden layer of 50 units with ReLU, where n is <see cref="NetworkOptions.Width"/>, 6 by default. Built for images of one size, 28×28
/// pixels unless <see cref="NetworkOptions.ImageSize"/> says otherwise (16 at least). 6,422 parameters with 6 maps, one channel and 10
/// classes. The initial weights are the layers' defaults.
/// </summary>
internal sealed class MnistCnn : StagedNetwork
{
    private const int DefaultMaps = 6, Hidden = 50;

    private MnistCnn(int classes, NetworkOptions? options) : base("mnist_cnn", smallestSize: 16, classes, options)
    {
        var side = (((FixImageSize(InputSpec.Mnist) - 4) / 2) - 4) / 2;
        var maps = Options.Width ?? DefaultMaps;
        AddStage(Layer.Conv2d(Options.Channels, maps, 5), nn.ReLU(true), nn.MaxPool2d(2, stride: 2));
        AddStage(Layer.Conv2d(maps, maps, 5), nn.ReLU(true), nn.MaxPool2d(2, stride: 2));
        AddHead("classifier", new LayerStack(
            Layer.Linear((long)maps * side * side, Hidden),
            nn.ReLU(true),
            Layer.Linear(Hidden, classes)));
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
    [
        new("mnist_cnn", (classes, options) => new MnistCnn(classes, options))
        {
            Parameters = ParameterCount.Mnist(6_422),
            Choices = NetworkChoices.ImageSize | NetworkChoices.Width,
        },
    ];
}
