using Toolkit.Images;
using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// What all networks without branches share, with torchvision's names: <c>features</c> (convolutions), <c>avgpool</c> where the features
/// are pooled to one size, and <c>classifier</c> (linear layers), which is the head.
/// </summary>
internal abstract class PlainNetwork : TracedNetwork
{
    private readonly int smallest;
    private LayerStack? features;
    private nn.Module<Tensor, Tensor>? pooling;
    private LayerStack? classifier;
    private int? fixedSize;

    /// <summary>Does what <see cref="Network"/>'s constructor does; <see cref="Assemble"/> must follow.</summary>
    private protected PlainNetwork(string architecture, int minimumSize, int classes, NetworkOptions? options)
        : base(architecture, classes, options) => smallest = minimumSize;

    /// <inheritdoc/>
    public override int FeatureCount => (int)classifier!.parameters().First().shape[1];

    /// <inheritdoc/>
    public override int MinimumSize => fixedSize ?? smallest;

    /// <inheritdoc/>
    public override int? FixedSize => fixedSize;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Head => classifier!;

    /// <inheritdoc/>
    public override string HeadPrefix => nameof(classifier);

    /// <inheritdoc/>
    public override string LastLayerName => $"{nameof(classifier)}.{classifier!.LastName}";

    /// <summary>One group for each convolution or linear layer, with the batch normalisation that follows it.</summary>
    protected override IReadOnlyList<string[]> GroupPrefixes
    {
        get
        {
            var groups = new List<string[]>();
            foreach (var (name, layer) in features!.named_children().Where(child => child.module.parameters().Any()))
            {
                var path = $"{nameof(features)}.{name}";
                if (layer is BatchNorm2d) groups[^1] = [.. groups[^1], path];
                else groups.Add([path]);
            }
            return groups;
        }
    }

    /// <summary>Fixes the size of the images to <see cref="NetworkOptions.ImageSize"/>, or else to the usual one.</summary>
    /// <param name="usual">The usual images.</param>
    /// <returns>Height and width in pixels.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is below the smallest that the layers can work on.</exception>
    private protected int FixImageSize(InputSpec usual)
    {
        var size = Options.ImageSize ?? usual.Height;
        if (size < smallest)
        {
            throw new ArgumentOutOfRangeException(nameof(NetworkOptions.ImageSize),
                $"{Architecture} can be built for images of at least {smallest}×{smallest} pixels, but ImageSize is {size}.");
        }
        fixedSize = size;
        InputSpec = ForChannels(usual with { Height = size, Width = size, ResizeShorterSide = size }, Options.Channels);
        return size;
    }

    /// <summary>Registers the parts.</summary>
    /// <param name="features">The convolutions.</param>
    /// <param name="pooling">Pools the features to one size; null where the classifier takes them as they are.</param>
    /// <param name="classifier">Begins and ends with a linear layer, dropout aside.</param>
    private protected void Assemble(LayerStack features, nn.Module<Tensor, Tensor>? pooling, LayerStack classifier)
    {
        (this.features, this.pooling, this.classifier) = (features, pooling, classifier);
        register_module(nameof(features), features);
        if (pooling is not null) register_module("avgpool", pooling);
        register_module(nameof(classifier), classifier);
    }

    /// <summary>Sets the initial weights of a convolution or linear layer; by default they are the layer's own.</summary>
    private protected virtual void Initialize(nn.Module layer)
    {
    }

    /// <inheritdoc/>
    protected override TracedTensor ComputeFeatures(TracedTensor images)
    {
        var maps = images.Through(features!);
        if (pooling is not null) maps = maps.Through(pooling);
        return maps.Flatten();
    }

    /// <inheritdoc/>
    protected override void ReplaceLastLayer(int classes)
    {
        var weight = ((Linear)classifier!.Last).weight!;
        var fresh = Layer.Linear(weight.shape[1], classes, device: weight.device);
        Initialize(fresh);
        classifier.ReplaceLast(fresh);
    }
}
