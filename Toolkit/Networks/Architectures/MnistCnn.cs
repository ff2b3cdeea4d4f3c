using Toolkit.Images;
using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// A small network of two convolutions for handwritten digits: twice a 5×5 convolution of n maps, ReLU and 2×2 max pooling, then a
/// hidden layer of 50 units with ReLU. Built for images of one size, 28×28 pixels unless <see cref="NetworkOptions.ImageSize"/> says
/// otherwise (16 at least). The initial weights are the layers' defaults.
/// </summary>
internal sealed class MnistCnn : PlainNetwork
{
    private const int DefaultMaps = 6, Hidden = 50, Smallest = 16;

    private MnistCnn(int classes, NetworkOptions? options) : base("mnist_cnn", Smallest, classes, options)
    {
        var side = (((FixImageSize(InputSpec.Mnist) - 4) / 2) - 4) / 2;
        var maps = Options.Width ?? DefaultMaps;
        Assemble(
            new LayerStack(
                Layer.Conv2d(Options.Channels, maps, 5),
                nn.ReLU(true),
                nn.MaxPool2d(2, stride: 2),
                Layer.Conv2d(maps, maps, 5),
                nn.ReLU(true),
                nn.MaxPool2d(2, stride: 2)),
            null,
            new LayerStack(Layer.Linear((long)maps * side * side, Hidden), nn.ReLU(true), Layer.Linear(Hidden, classes)));
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        [new("mnist_cnn", Create) { Parameters = ParameterCount.Mnist(6_422), Choices = NetworkChoices.ImageSize | NetworkChoices.Width }];

    /// <summary>
    /// <c>mnist_cnn</c>: <see cref="NetworkOptions.Width"/> is the number of maps, 6 by default; 6,422 parameters with 6 maps, one channel
    /// and 10 classes.
    /// </summary>
    public static MnistCnn Create(int classes, NetworkOptions? options = null) => new(classes, options);
}
