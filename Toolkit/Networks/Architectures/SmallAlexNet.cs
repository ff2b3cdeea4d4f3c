using Toolkit.Images;
using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// <c>alexnet_small</c>: AlexNet's layout made small for images of 28×28 pixels, such as MNIST's (12×12 at least; the maps are pooled to the
/// size that they have at 28). Five 3×3 convolutions, pooling after the first, the second and the fifth, and a head of three linear layers
/// with dropout (0.5). 3,868,170 parameters with one channel and 10 classes. The initial weights are the layers' defaults.
/// </summary>
internal sealed class SmallAlexNet : StagedNetwork
{
    private const double DefaultDropout = 0.5;

    private SmallAlexNet(int classes, NetworkOptions? options) : base("alexnet_small", smallestSize: 12, classes, options)
    {
        AddStem(Layer.Conv2d(Options.Channels, 32, 3, padding: 1), nn.ReLU(true), nn.MaxPool2d(2, stride: 2));
        AddStage(Layer.Conv2d(32, 64, 3, padding: 1), nn.ReLU(true), nn.MaxPool2d(2, stride: 2));
        AddStage(Layer.Conv2d(64, 128, 3, padding: 1), nn.ReLU(true));
        AddStage(Layer.Conv2d(128, 256, 3, padding: 1), nn.ReLU(true));
        AddStage(Layer.Conv2d(256, 256, 3, padding: 1), nn.ReLU(true), nn.MaxPool2d(3, stride: 2));
        AddPooling(nn.AdaptiveAvgPool2d(3));
        AddHead("classifier", new LayerStack(
            nn.Dropout(Options.Dropout ?? DefaultDropout),
            Layer.Linear(256 * 3 * 3, 1024),
            nn.ReLU(true),
            nn.Dropout(Options.Dropout ?? DefaultDropout),
            Layer.Linear(1024, 512),
            nn.ReLU(true),
            Layer.Linear(512, classes)));
        InputSpec = ForChannels(InputSpec.Mnist, Options.Channels);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        [new("alexnet_small", (classes, options) => new SmallAlexNet(classes, options)) { Parameters = ParameterCount.Mnist(3_868_170) }];
}
