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
internal sealed class VisionTransformer : StagedNetwork
{
    private const int DefaultImageSize = 224, Blocks = 12;
    private const string ClassToken = "class_token";

    private static readonly Member[] Members =
    [
        new("deit_tiny", IsDeit: true, Patch: 16, Width: 192, Heads: 3, Parameters: 5_717_416),
        new("deit_small", true, 16, 384, 6, 22_050_664),
        new("deit_base", true, 16, 768, 12, 86_567_656),
        new("vit_b_16", false, 16, 768, 12, 86_567_656),
        new("vit_b_32", false, 32, 768, 12, 88_224_232),
    ];

    private readonly Member member;
    private readonly nn.Module<Tensor, Tensor> conv_proj, encoder;

    private VisionTransformer(Member member, int classes, NetworkOptions? options)
        : base(member.Name, smallestSize: options?.ImageSize ?? DefaultImageSize, classes, options, container: null)
    {
        this.member = member;
        CheckImageSize();
        InputSpec = Resized(InputSpec, ImageSize);
        var (patch, width, patches) = (member.Patch, member.Width, ImageSize / member.Patch * (ImageSize / member.Patch));

        this.AddParameter(ClassToken, 1, 1, width);
        AddStem(("conv_proj", conv_proj = Layer.Conv2d(Options.Channels, width, patch, stride: patch)));
        AddStage(("encoder", encoder = new VisionTransformerEncoder(1 + patches, Blocks, member.Heads, width, Options.Dropout ?? 0)));
        AddHead("heads", new LayerStack(("head", Layer.Linear(width, classes))));

        foreach (var (name, parameter) in named_parameters()) member.Initialize(name, parameter);
    }

    /// <inheritdoc/>
    protected override TracedTensor ComputeFeatures(TracedTensor images)
    {
        var maps = images.Through(conv_proj);
        var patches = maps.Reshape(-1, member.Width, maps.Shape[2] * maps.Shape[3]).Permute(0, 2, 1);
        return patches.Prepend(get_parameter(ClassToken)!).Through(encoder).Select(1, 0);
    }

    /// <inheritdoc/>
    public override int? FixedSize => ImageSize;

    /// <inheritdoc/>
    public override string PositionEmbeddingName => "encoder.pos_embedding";

    /// <summary>The last tokens from which the class token learns something; behind them only it goes on to the head.</summary>
    public override string FeatureMapLayer => $"{BlockName(Blocks - 1)}.ln_1";

    /// <inheritdoc/>
    public override string NameOf(string checkpointName) => VisionTransformerNames.Translate(checkpointName);

    /// <summary>Tokens <c>[N, 1 + n², width]</c> become a map without the class token, <c>[N, width, n, n]</c>.</summary>
    public override Tensor ToFeatureMaps(Tensor output)
    {
        if (output.dim() != 3) return output;
        var side = ImageSize / member.Patch;
        return output.narrow(1, 1, side * side).transpose(1, 2).reshape(output.shape[0], member.Width, side, side);
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
    private protected override void Initialize(nn.Module layer)
    {
        foreach (var (name, parameter) in layer.named_parameters()) member.Initialize($"{LastLayerName}.{name}", parameter);
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
        if (ImageSize % member.Patch == 0) return;
        var nearest = Math.Max(1, (int)Math.Round((double)ImageSize / member.Patch)) * member.Patch;
        throw new ArgumentOutOfRangeException(nameof(NetworkOptions.ImageSize),
            $"{Architecture} cuts images into patches of {member.Patch}×{member.Patch} pixels, so ImageSize must be a multiple of " +
            $"{member.Patch}, but is {ImageSize}. The nearest is {nearest}.");
    }

    /// <summary>What the catalog knows; the files of weights are in <see cref="VisionTransformerWeights"/>.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        Members.Select(member => new NetworkEntry(member.Name, (classes, options) => new VisionTransformer(member, classes, options))
        {
            IsTorchvision = !member.IsDeit,
            Parameters = ParameterCount.ImageNet(member.Parameters),
            Choices = NetworkChoices.ImageSize,
        }),
        VisionTransformerWeights.All);

    /// <summary>What distinguishes the sizes.</summary>
    /// <param name="Name">Name in the catalog.</param>
    /// <param name="IsDeit">Whether it is a DeiT, which differs in the initial weights.</param>
    /// <param name="Patch">Height and width of a patch in pixels.</param>
    /// <param name="Width">Numbers of one token.</param>
    /// <param name="Heads">Attention heads of each block.</param>
    /// <param name="Parameters">With 1000 classes.</param>
    private sealed record Member(string Name, bool IsDeit, int Patch, int Width, int Heads, long Parameters)
    {
        public void Initialize(string name, Parameter parameter)
        {
            if (IsDeit) VisionTransformerInitialization.Deit(name, parameter);
            else VisionTransformerInitialization.Torchvision(name, parameter);
        }
    }
}
