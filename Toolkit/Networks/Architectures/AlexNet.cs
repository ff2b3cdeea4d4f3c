using Toolkit.Images;
using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// AlexNet as torchvision builds it, after "One weird trick for parallelizing convolutional neural networks" (Krizhevsky 2014): five
/// convolutions, and a head of three linear layers with dropout (0.5). The initial weights are the layers' defaults.
/// <list type="bullet">
/// <item><c>alexnet</c>: images of 63×63 pixels at least, 224×224 as trained; 61,100,840 parameters with 1000 classes.</item>
/// <item><c>alexnet32</c>, for images of 32×32 pixels (14×14 at least): the first convolution is 3×3 with stride 1 and padding 1, the first
/// pooling 2×2. All other layers are AlexNet's, so that its weights fit.</item>
/// </list>
/// </summary>
internal sealed class AlexNet : StagedNetwork
{
    private const int Hidden = 4096;
    private const double DefaultDropout = 0.5;

    private AlexNet(string architecture, bool smallImages, int classes, NetworkOptions? options)
        : base(architecture, smallestSize: smallImages ? 14 : 63, classes, options)
    {
        if (smallImages) AddStem(Layer.Conv2d(Options.Channels, 64, 3, padding: 1), nn.ReLU(true), nn.MaxPool2d(2, stride: 2));
        else AddStem(Layer.Conv2d(Options.Channels, 64, 11, stride: 4, padding: 2), nn.ReLU(true), nn.MaxPool2d(3, stride: 2));
        AddStage(Layer.Conv2d(64, 192, 5, padding: 2), nn.ReLU(true), nn.MaxPool2d(3, stride: 2));
        AddStage(Layer.Conv2d(192, 384, 3, padding: 1), nn.ReLU(true));
        AddStage(Layer.Conv2d(384, 256, 3, padding: 1), nn.ReLU(true));
        AddStage(Layer.Conv2d(256, 256, 3, padding: 1), nn.ReLU(true), nn.MaxPool2d(3, stride: 2));
        AddPooling(nn.AdaptiveAvgPool2d(6));
        AddHead("classifier", new LayerStack(
            nn.Dropout(Options.Dropout ?? DefaultDropout),
            Layer.Linear(256 * 6 * 6, Hidden),
            nn.ReLU(true),
            nn.Dropout(Options.Dropout ?? DefaultDropout),
            Layer.Linear(Hidden, Hidden),
            nn.ReLU(true),
            Layer.Linear(Hidden, classes)));
        if (smallImages) InputSpec = ForChannels(InputSpec.Cifar10, Options.Channels);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        [
            Torchvision.Network(
                "alexnet", (classes, options) => new AlexNet("alexnet", smallImages: false, classes, options), 61_100_840),
            new("alexnet32", (classes, options) => new AlexNet("alexnet32", smallImages: true, classes, options)),
        ],
        Torchvision.Weights("alexnet.imagenet1k_v1", "alexnet-owt-7be5be79.pth", 233.087, 56.522, 79.066));
}
