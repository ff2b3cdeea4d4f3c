using Toolkit.Images;
using Toolkit.LibTorch;
using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// Vision transformer (Dosovitskiy et al. 2020, "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale") as
/// torchvision builds it, and its smaller sizes DeiT (Touvron et al. 2020, "Training data-efficient image transformers &amp;
/// distillation through attention"), without distillation. The image is cut into patches, each projected to a token; a class token
/// goes in front; 12 transformer blocks follow; the class token's output is the features. The head is one linear layer.
/// <para>
/// The position embedding has one row for each patch, so a network takes images of one size only: 224×224 pixels, or
/// <see cref="NetworkOptions.ImageSize"/>, a multiple of the patch. Weights for another size are loaded with their position embedding
/// interpolated. Checkpoints with the names of DeiT's authors, or of torchvision's first releases, load as they are.
/// </para>
/// <para>
/// A fresh ViT has torchvision's initial weights (its head starts from zero), a fresh DeiT its authors'. There is no dropout unless
/// <see cref="NetworkOptions.Dropout"/> asks for it; it then acts in all blocks.
/// </para>
/// </summary>
internal sealed class VisionTransformer : TracedNetwork
{
    private const int DefaultImageSize = 224, Blocks = 12;
    private const string ClassToken = "class_token";

    private readonly Design design;
    private readonly nn.Module<Tensor, Tensor> conv_proj;
    private readonly nn.Module<Tensor, Tensor> encoder;
    private readonly LayerStack heads;

    private VisionTransformer(string architecture, Design design, int classes, NetworkOptions? options)
        : base(architecture, classes, options)
    {
        this.design = design;
        CheckImageSize();
        InputSpec = Resized(InputSpec, ImageSize);
        var patches = ImageSize / design.Patch;

        this.AddParameter(ClassToken, 1, 1, design.Width);
        register_module("conv_proj", conv_proj = Layer.Conv2d(Options.Channels, design.Width, design.Patch, stride: design.Patch));
        register_module("encoder",
            encoder = new VisionTransformerEncoder((patches * patches) + 1, Blocks, design.Heads, design.Width, Options.Dropout ?? 0));
        register_module("heads", heads = new LayerStack(("head", Layer.Linear(design.Width, classes))));
        foreach (var (name, parameter) in named_parameters()) design.Initialize(name, parameter);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        NetworkEntry.WithWeights(
            [
                new("deit_tiny", DeitTiny) { Parameters = ParameterCount.ImageNet(5_717_416), Choices = NetworkChoices.ImageSize },
                new("deit_small", DeitSmall) { Parameters = ParameterCount.ImageNet(22_050_664), Choices = NetworkChoices.ImageSize },
                new("deit_base", DeitBase) { Parameters = ParameterCount.ImageNet(86_567_656), Choices = NetworkChoices.ImageSize },
                Torchvision.Network("vit_b_16", VitB16, 86_567_656, NetworkChoices.ImageSize),
                Torchvision.Network("vit_b_32", VitB32, 88_224_232, NetworkChoices.ImageSize),
            ],
            VisionTransformerWeights.All);

    /// <summary><c>vit_b_16</c>: patches of 16×16 pixels, 768 wide; 86,567,656 parameters with 1000 classes.</summary>
    public static VisionTransformer VitB16(int classes, NetworkOptions? options = null) =>
        new("vit_b_16", new(16, 12, 768, VisionTransformerInitialization.Torchvision), classes, options);

    /// <summary><c>vit_b_32</c>: patches of 32×32 pixels, 768 wide; 88,224,232 parameters with 1000 classes.</summary>
    public static VisionTransformer VitB32(int classes, NetworkOptions? options = null) =>
        new("vit_b_32", new(32, 12, 768, VisionTransformerInitialization.Torchvision), classes, options);

    /// <summary><c>deit_tiny</c>: patches of 16×16 pixels, 192 wide, 3 heads; 5,717,416 parameters with 1000 classes.</summary>
    public static VisionTransformer DeitTiny(int classes, NetworkOptions? options = null) =>
        new("deit_tiny", new(16, 3, 192, VisionTransformerInitialization.Deit), classes, options);

    /// <summary><c>deit_small</c>: patches of 16×16 pixels, 384 wide, 6 heads; 22,050,664 parameters with 1000 classes.</summary>
    public static VisionTransformer DeitSmall(int classes, NetworkOptions? options = null) =>
        new("deit_small", new(16, 6, 384, VisionTransformerInitialization.Deit), classes, options);

    /// <summary><c>deit_base</c>: the layers of ViT-B/16; 86,567,656 parameters with 1000 classes.</summary>
    public static VisionTransformer DeitBase(int classes, NetworkOptions? options = null) =>
        new("deit_base", new(16, 12, 768, VisionTransformerInitialization.Deit), classes, options);

    /// <inheritdoc/>
    public override int FeatureCount => design.Width;

    /// <inheritdoc/>
    public override int MinimumSize => ImageSize;

    /// <inheritdoc/>
    public override int? FixedSize => ImageSize;

    /// <inheritdoc/>
    public override string PositionEmbeddingName => "encoder.pos_embedding";

    /// <summary>The last tokens from which the class token learns something; behind them only it goes on to the head.</summary>
    public override string FeatureMapLayer => $"{BlockName(Blocks - 1)}.ln_1";

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Head => heads;

    /// <inheritdoc/>
    public override string HeadPrefix => "heads";

    /// <inheritdoc/>
    public override string LastLayerName => $"heads.{heads.LastName}";

    /// <inheritdoc/>
    public override string NameOf(string checkpointName) => VisionTransformerNames.Translate(checkpointName);

    /// <summary>Tokens <c>[N, 1 + n², width]</c> become a map without the class token, <c>[N, width, n, n]</c>.</summary>
    public override Tensor ToFeatureMaps(Tensor output)
    {
        if (output.dim() != 3) return output;
        var side = ImageSize / design.Patch;
        return output.narrow(1, 1, side * side).transpose(1, 2).reshape(output.shape[0], design.Width, side, side);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string[]> GroupPrefixes =>
    [
        ["conv_proj", ClassToken, PositionEmbeddingName],
        .. Enumerable.Range(0, Blocks - 1).Select(i => new[] { BlockName(i) }),
        [BlockName(Blocks - 1), "encoder.ln"],
    ];

    private int ImageSize => Options.ImageSize ?? DefaultImageSize;

    /// <inheritdoc/>
    protected override TracedTensor ComputeFeatures(TracedTensor images)
    {
        var maps = images.Through(conv_proj);
        var patches = maps.Reshape(-1, design.Width, maps.Shape[2] * maps.Shape[3]).Permute(0, 2, 1);
        return patches.Prepend(get_parameter(ClassToken)!).Through(encoder).Select(1, 0);
    }

    /// <inheritdoc/>
    protected override void ReplaceLastLayer(int classes)
    {
        var last = Layer.Linear(design.Width, classes, device: heads.parameters().First().device);
        heads.ReplaceLast(last);
        design.Initialize($"{LastLayerName}.weight", last.weight!);
        design.Initialize($"{LastLayerName}.bias", last.bias!);
    }

    private static string BlockName(int index) => $"encoder.layers.encoder_layer_{index}";

    /// <summary>The same images at another size, with the same part of them cut off.</summary>
    private static InputSpec Resized(InputSpec spec, int size) => spec with
    {
        Height = size,
        Width = size,
        ResizeShorterSide = (int)Math.Round((double)spec.ResizeShorterSide * size / spec.Height),
    };

    private void CheckImageSize()
    {
        if (ImageSize % design.Patch == 0) return;
        var nearest = Math.Max(1, (int)Math.Round((double)ImageSize / design.Patch)) * design.Patch;
        throw new ArgumentOutOfRangeException(nameof(NetworkOptions.ImageSize),
            $"{Architecture} cuts images into patches of {design.Patch}×{design.Patch} pixels, so ImageSize must be a multiple of " +
            $"{design.Patch}, but is {ImageSize}. The nearest is {nearest}.");
    }

    /// <summary>What distinguishes the sizes.</summary>
    private sealed record Design(int Patch, int Heads, int Width, Action<string, Parameter> Initialize);
}
