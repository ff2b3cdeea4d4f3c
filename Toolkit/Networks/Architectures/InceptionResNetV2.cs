using Toolkit.Images;
using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// <c>inception_resnet_v2</c> (Szegedy et al. 2016, "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning"):
/// Inception modules whose output is scaled down and added to their input. Layers and names are those of the ports to PyTorch (Cadene's
/// and timm's, whose checkpoints load as they are). 55,843,464 parameters with 1000 classes; images of 299×299 pixels as trained, 75×75 at
/// least. Weights start from the layers' defaults. Dropout is 0.2 by default.
/// </summary>
internal sealed class InceptionResNetV2 : StagedNetwork
{
    private const int ImageSize = 299, ShorterSide = 333;
    private const double DefaultDropout = 0.2;

    private InceptionResNetV2(int classes, NetworkOptions? options)
        : base("inception_resnet_v2", smallestSize: 75, classes, options, container: null)
    {
        AddStem(
            ("conv2d_1a", new BasicConvolution(Options.Channels, 32, 3, stride: 2)),
            ("conv2d_2a", new BasicConvolution(32, 32, 3)),
            ("conv2d_2b", new BasicConvolution(32, 64, 3, padding: 1)),
            ("maxpool_3a", nn.MaxPool2d(3, stride: 2)));
        AddStage(
            ("conv2d_3b", new BasicConvolution(64, 80, 1)),
            ("conv2d_4a", new BasicConvolution(80, 192, 3)),
            ("maxpool_5a", nn.MaxPool2d(3, stride: 2)));
        AddStage(
            ("mixed_5b", Mixed5b()),
            ("repeat", Repeat(10, () => new InceptionResidual(320, 128, 0.17, Block35()))));
        AddStage(
            ("mixed_6a", Mixed6a()),
            ("repeat_1", Repeat(20, () => new InceptionResidual(1088, 384, 0.1, Block17()))));
        AddStage(
            ("mixed_7a", Mixed7a()),
            ("repeat_2", Repeat(9, () => new InceptionResidual(2080, 448, 0.2, Block8()))),
            ("block8", new InceptionResidual(2080, 448, 1, Block8(), endsWithRelu: false)),
            ("conv2d_7b", new BasicConvolution(2080, 1536, 1)));
        AddPooling(maps => maps.Mean([2, 3]));
        AddHead(("dropout", nn.Dropout(Options.Dropout ?? DefaultDropout)), ("classif", Layer.Linear(1536, classes)));

        float[] halves = [.. Enumerable.Repeat(0.5f, Options.Channels)];
        InputSpec = new InputSpec(Options.Channels, ImageSize, ImageSize, halves, halves, ShorterSide)
        {
            Interpolation = Interpolation.Bicubic,
        };
    }

    /// <summary>Older ports call the last layer <c>last_linear</c>.</summary>
    public override string NameOf(string checkpointName) =>
        checkpointName.StartsWith("last_linear.", StringComparison.Ordinal)
            ? $"classif{checkpointName["last_linear".Length..]}"
            : checkpointName;

    private static LayerStack Repeat(int count, Func<nn.Module<Tensor, Tensor>> block) =>
        new([.. Enumerable.Range(0, count).Select(_ => block())]);

    private static Branches Mixed5b() => new(
        new Branch(("branch0", new BasicConvolution(192, 96, 1))),
        new Branch(("branch1", new LayerStack(new BasicConvolution(192, 48, 1), new BasicConvolution(48, 64, 5, padding: 2)))),
        new Branch(("branch2", new LayerStack(
            new BasicConvolution(192, 64, 1), new BasicConvolution(64, 96, 3, padding: 1), new BasicConvolution(96, 96, 3, padding: 1)))),
        new Branch(("branch3", new LayerStack(
            nn.AvgPool2d(3, stride: 1, padding: 1, count_include_pad: false), new BasicConvolution(192, 64, 1)))));

    private static Branch[] Block35() =>
    [
        new(("branch0", new BasicConvolution(320, 32, 1))),
        new(("branch1", new LayerStack(new BasicConvolution(320, 32, 1), new BasicConvolution(32, 32, 3, padding: 1)))),
        new(("branch2", new LayerStack(
            new BasicConvolution(320, 32, 1), new BasicConvolution(32, 48, 3, padding: 1), new BasicConvolution(48, 64, 3, padding: 1)))),
    ];

    private static Branches Mixed6a() => new(
        new Branch(("branch0", new BasicConvolution(320, 384, 3, stride: 2))),
        new Branch(("branch1", new LayerStack(
            new BasicConvolution(320, 256, 1),
            new BasicConvolution(256, 256, 3, padding: 1),
            new BasicConvolution(256, 384, 3, stride: 2)))),
        new Branch(("branch2", nn.MaxPool2d(3, stride: 2))));

    private static Branch[] Block17() =>
    [
        new(("branch0", new BasicConvolution(1088, 192, 1))),
        new(("branch1", new LayerStack(
            new BasicConvolution(1088, 128, 1),
            new BasicConvolution(128, 160, (1, 7), padding: (0, 3)),
            new BasicConvolution(160, 192, (7, 1), padding: (3, 0))))),
    ];

    private static Branches Mixed7a() => new(
        new Branch(("branch0", new LayerStack(new BasicConvolution(1088, 256, 1), new BasicConvolution(256, 384, 3, stride: 2)))),
        new Branch(("branch1", new LayerStack(new BasicConvolution(1088, 256, 1), new BasicConvolution(256, 288, 3, stride: 2)))),
        new Branch(("branch2", new LayerStack(
            new BasicConvolution(1088, 256, 1),
            new BasicConvolution(256, 288, 3, padding: 1),
            new BasicConvolution(288, 320, 3, stride: 2)))),
        new Branch(("branch3", nn.MaxPool2d(3, stride: 2))));

    private static Branch[] Block8() =>
    [
        new(("branch0", new BasicConvolution(2080, 192, 1))),
        new(("branch1", new LayerStack(
            new BasicConvolution(2080, 192, 1),
            new BasicConvolution(192, 224, (1, 3), padding: (0, 1)),
            new BasicConvolution(224, 256, (3, 1), padding: (1, 0))))),
    ];

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
    [
        new("inception_resnet_v2", (classes, options) => new InceptionResNetV2(classes, options))
        {
            Parameters = ParameterCount.ImageNet(55_843_464),
        },
    ];
}
