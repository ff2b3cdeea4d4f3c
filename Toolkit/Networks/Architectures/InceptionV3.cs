using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// <c>inception_v3</c> (Szegedy et al. 2015, "Rethinking the Inception Architecture for Computer Vision") as torchvision builds it:
/// 27,161,264 parameters with 1000 classes, of which 3,326,696 are in the auxiliary head. It was made for images of 299×299 pixels; the
/// auxiliary head needs that size, all else 75×75. Weights start from a normal distribution of deviation 0.1, 0.001 in the
/// auxiliary head's linear layer. Dropout is 0.5 by default.
/// </summary>
internal sealed class InceptionV3 : InceptionNetwork
{
    private const int ImageSize = 299, ShorterSide = 342;
    private const double DefaultDropout = 0.5;

    private InceptionV3(int classes, NetworkOptions? options) : base("inception_v3", smallestSize: 75, classes, options)
    {
        AddStem(
            ("Conv2d_1a_3x3", new BasicConvolution(Options.Channels, 32, 3, stride: 2)),
            ("Conv2d_2a_3x3", new BasicConvolution(32, 32, 3)),
            ("Conv2d_2b_3x3", new BasicConvolution(32, 64, 3, padding: 1)),
            ("maxpool1", nn.MaxPool2d(3, stride: 2)));
        AddStage(
            ("Conv2d_3b_1x1", new BasicConvolution(64, 80, 1)),
            ("Conv2d_4a_3x3", new BasicConvolution(80, 192, 3)),
            ("maxpool2", nn.MaxPool2d(3, stride: 2)));
        AddStage(
            ("Mixed_5b", InceptionModules.A(192, pooled: 32)),
            ("Mixed_5c", InceptionModules.A(256, pooled: 64)),
            ("Mixed_5d", InceptionModules.A(288, pooled: 64)));
        AddStage(
            ("Mixed_6a", InceptionModules.B(288)),
            ("Mixed_6b", InceptionModules.C(768, narrow: 128)),
            ("Mixed_6c", InceptionModules.C(768, narrow: 160)),
            ("Mixed_6d", InceptionModules.C(768, narrow: 160)),
            ("Mixed_6e", InceptionModules.C(768, narrow: 192)));
        AddStage(
            ("Mixed_7a", InceptionModules.D(768)),
            ("Mixed_7b", InceptionModules.E(1280)),
            ("Mixed_7c", InceptionModules.E(2048)));
        AddAuxiliaryHead("AuxLogits", after: "Mixed_6e", () => new InceptionAuxiliaryHead(classes));
        AddPooling(maps => maps.Mean([2, 3]));
        AddHead(("dropout", nn.Dropout(Options.Dropout ?? DefaultDropout)), ("fc", Layer.Linear(2048, classes)));

        InitializeAll();
        InputSpec = InputSpec with { Height = ImageSize, Width = ImageSize, ResizeShorterSide = ShorterSide };
    }

    /// <summary>0.4, as in PyTorch's recipes for this network.</summary>
    public override double AuxiliaryLossWeight => 0.4;

    /// <summary>299 with the auxiliary head, whose 5×5 convolution needs a feature map of 17×17.</summary>
    public override int AuxiliaryMinimumSize => Options.AuxiliaryHeads is false ? MinimumSize : ImageSize;

    /// <summary>Without torchvision's truncation at ±2, 20 deviations away or more: see <see cref="VisionTransformerInitialization"/>.</summary>
    private protected override void Draw(Tensor weights) => nn.init.normal_(weights, 0, 0.1);

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        [
            Torchvision.Network(
                "inception_v3", (classes, options) => new InceptionV3(classes, options), 27_161_264,
                NetworkChoices.AuxiliaryHeads | NetworkChoices.TransformInput),
        ],
        Torchvision.Weights(
            "inception_v3.imagenet1k_v1", "inception_v3_google-0cc3c7bd.pth", 103.903, 77.294, 93.450,
            TensorFlowNormalization.Images(ImageSize, ShorterSide)));

    /// <summary>Pooling, a 1×1 and a 5×5 convolution, global average pooling, and one linear layer.</summary>
    private sealed class InceptionAuxiliaryHead : AuxiliaryHead
    {
        private const int Inputs = 768, Reduced = 128, Hidden = 768;

        private readonly nn.Module<Tensor, Tensor> conv0, conv1;

        public InceptionAuxiliaryHead(int classes) : base(nameof(InceptionAuxiliaryHead), "fc", 0.001)
        {
            register_module("conv0", conv0 = new BasicConvolution(Inputs, Reduced, 1));
            register_module("conv1", conv1 = new BasicConvolution(Reduced, Hidden, 5));
            RegisterLast(Hidden, classes);
        }

        public override Tensor forward(Tensor maps)
        {
            using var scope = NewDisposeScope();
            var pooled = nn.functional.avg_pool2d(maps, 5, 3);
            return Last.call(conv1.call(conv0.call(pooled)).mean([2, 3])).MoveToOuterDisposeScope();
        }
    }
}
