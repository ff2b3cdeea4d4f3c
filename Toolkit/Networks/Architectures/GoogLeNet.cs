using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// GoogLeNet (Szegedy et al. 2014, "Going Deeper with Convolutions"): a stem of three convolutions, nine Inception modules, global
/// average pooling and one linear layer.
/// <list type="bullet">
/// <item><c>googlenet</c> is torchvision's form: batch normalisation, 3×3 kernels where the paper has 5×5, two auxiliary heads in training;
/// images of 15×15 pixels at least. 13,004,888 parameters with 1000 classes, 6,624,904 without the auxiliary heads. Weights start from a
/// normal distribution of deviation 0.01. Dropout is 0.2 by default.</item>
/// <item><c>googlenet_plain</c> is the network of the paper, with local response normalisation in the stem, 5×5 kernels, biases, and neither
/// batch normalisation nor auxiliary heads; images of 31×31 pixels at least. 6,998,552 parameters with 1000 classes. Weights start from
/// Xavier's uniform distribution. Dropout is 0.4 by default.</item>
/// </list>
/// </summary>
internal sealed class GoogLeNet : InceptionNetwork
{
    private readonly bool normalizes;

    private GoogLeNet(string architecture, bool normalizes, int classes, NetworkOptions? options)
        : base(architecture, smallestSize: normalizes ? 15 : 31, classes, options)
    {
        this.normalizes = normalizes;
        AddStem(
        [
            ("conv1", new BasicConvolution(Options.Channels, 64, 7, stride: 2, padding: 3, normalizes)),
            ("maxpool1", Pooling(3)),
            .. ResponseNormalization("norm1"),
            ("conv2", new BasicConvolution(64, 64, 1, normalizes: normalizes)),
            ("conv3", new BasicConvolution(64, 192, 3, padding: 1, normalizes: normalizes)),
            .. ResponseNormalization("norm2"),
            ("maxpool2", Pooling(3)),
        ]);
        AddStage(
            ("inception3a", Module(192, 64, (96, 128), (16, 32), 32)),
            ("inception3b", Module(256, 128, (128, 192), (32, 96), 64)),
            ("maxpool3", Pooling(3)));
        AddStage(
            ("inception4a", Module(480, 192, (96, 208), (16, 48), 64)),
            ("inception4b", Module(512, 160, (112, 224), (24, 64), 64)),
            ("inception4c", Module(512, 128, (128, 256), (24, 64), 64)),
            ("inception4d", Module(512, 112, (144, 288), (32, 64), 64)),
            ("inception4e", Module(528, 256, (160, 320), (32, 128), 128)),
            ("maxpool4", Pooling(normalizes ? 2 : 3)));
        AddStage(
            ("inception5a", Module(832, 256, (160, 320), (32, 128), 128)),
            ("inception5b", Module(832, 384, (192, 384), (48, 128), 128)));
        if (normalizes)
        {
            AddAuxiliaryHead("aux1", after: "inception4a", () => new GoogLeNetAuxiliaryHead(512, classes));
            AddAuxiliaryHead("aux2", after: "inception4d", () => new GoogLeNetAuxiliaryHead(528, classes));
        }
        AddPooling(maps => maps.Mean([2, 3]));
        AddHead(("dropout", nn.Dropout(Options.Dropout ?? (normalizes ? 0.2 : 0.4))), ("fc", Layer.Linear(1024, classes)));

        InitializeAll();
    }

    /// <summary>0.3, as in the paper.</summary>
    public override double AuxiliaryLossWeight => 0.3;

    /// <summary>Without torchvision's truncation at ±2, 20 deviations away or more: see <see cref="VisionTransformerInitialization"/>.</summary>
    private protected override void Draw(Tensor weights)
    {
        if (normalizes) nn.init.normal_(weights, 0, 0.01);
        else nn.init.xavier_uniform_(weights);
    }

    private static MaxPool2d Pooling(int kernel) => nn.MaxPool2d(kernel, stride: 2, ceil_mode: true);

    private (string, nn.Module<Tensor, Tensor>)[] ResponseNormalization(string name) =>
        normalizes ? [] : [(name, nn.LocalResponseNorm(5))];

    /// <summary>An Inception module.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="single">Channels of the 1×1 convolution.</param>
    /// <param name="middle">Channels of the 3×3 convolution, and of the 1×1 convolution before it.</param>
    /// <param name="large">Channels of the 5×5 convolution, and of the 1×1 convolution before it.</param>
    /// <param name="pooled">Channels of the 1×1 convolution behind the pooling.</param>
    private Branches Module(int inputs, int single, (int Reduced, int Outputs) middle, (int Reduced, int Outputs) large, int pooled) => new(
        new Branch(("branch1", new BasicConvolution(inputs, single, 1, normalizes: normalizes))),
        new Branch(("branch2", Reducing(inputs, middle, 3))),
        new Branch(("branch3", Reducing(inputs, large, normalizes ? 3 : 5))),
        new Branch(("branch4", new LayerStack(
            nn.MaxPool2d(3, stride: 1, padding: 1, ceil_mode: true),
            new BasicConvolution(inputs, pooled, 1, normalizes: normalizes)))));

    private LayerStack Reducing(int inputs, (int Reduced, int Outputs) maps, int kernel) => new(
        new BasicConvolution(inputs, maps.Reduced, 1, normalizes: normalizes),
        new BasicConvolution(maps.Reduced, maps.Outputs, kernel, padding: (kernel - 1) / 2, normalizes: normalizes));

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        [
            new("googlenet_plain", (classes, options) => new GoogLeNet("googlenet_plain", normalizes: false, classes, options))
            {
                Parameters = ParameterCount.ImageNet(6_998_552),
            },
            Torchvision.Network(
                "googlenet", (classes, options) => new GoogLeNet("googlenet", normalizes: true, classes, options), 13_004_888,
                NetworkChoices.AuxiliaryHeads | NetworkChoices.TransformInput),
        ],
        Torchvision.Weights("googlenet.imagenet1k_v1", "googlenet-1378be20.pth", 49.731, 69.778, 89.530, TensorFlowNormalization.Images(224, 256)));

    /// <summary>Pooling to 4×4, a 1×1 convolution, and two linear layers with dropout of 0.7 between them.</summary>
    private sealed class GoogLeNetAuxiliaryHead : AuxiliaryHead
    {
        private const int PooledSize = 4, Maps = 128, Hidden = 1024;

        private readonly nn.Module<Tensor, Tensor> conv, fc1, dropout;

        public GoogLeNetAuxiliaryHead(int inputs, int classes) : base(nameof(GoogLeNetAuxiliaryHead), "fc2", 0.01)
        {
            register_module("conv", conv = new BasicConvolution(inputs, Maps, 1));
            register_module("fc1", fc1 = Layer.Linear(Maps * PooledSize * PooledSize, Hidden));
            register_module("dropout", dropout = nn.Dropout(0.7));
            RegisterLast(Hidden, classes);
        }

        public override Tensor forward(Tensor maps)
        {
            using var scope = NewDisposeScope();
            var pooled = conv.call(nn.functional.adaptive_avg_pool2d(maps, PooledSize)).flatten(1);
            return Last.call(dropout.call(fc1.call(pooled).relu_())).MoveToOuterDisposeScope();
        }
    }
}
