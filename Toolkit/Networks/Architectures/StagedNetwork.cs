using System.Globalization;
using Toolkit.Images;
using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// The words that the catalog's networks are written in. A constructor names the parts in the order in which an image passes them: a stem,
/// stages, pooling, a head. They run in that order; the stem and each stage are a layer group.
/// </summary>
internal abstract class StagedNetwork : TracedNetwork
{
    private readonly List<(string Name, nn.Module<Tensor, Tensor> Layer)> layers = [];
    private readonly List<string[]> groups = [];
    private readonly LayerStack? container;
    private readonly string containerPrefix = "";
    private readonly int smallestSize;
    private int? fixedSize;
    private Func<TracedTensor, TracedTensor> pool = maps => maps.Flatten();
    private nn.Module<Tensor, Tensor>? head;
    private string headName = "", lastLayerName = "";

    /// <summary>Does what <see cref="Network"/>'s constructor does.</summary>
    /// <param name="architecture">Name in the <see cref="NetworkCatalog"/>.</param>
    /// <param name="smallestSize">The smallest height and width in pixels that the layers can work on.</param>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="container">The module that holds stem and stages; null where they are the network's own children.</param>
    private protected StagedNetwork(
        string architecture, int smallestSize, int classes, NetworkOptions? options, string? container = "features")
        : base(architecture, classes, options)
    {
        this.smallestSize = smallestSize;
        if (container is null) return;
        containerPrefix = $"{container}.";
        register_module(container, this.container = new LayerStack());
    }

    /// <inheritdoc/>
    public override int FeatureCount => (int)Head.parameters().First().shape[1];

    /// <inheritdoc/>
    public override int MinimumSize => fixedSize ?? smallestSize;

    /// <inheritdoc/>
    public override int? FixedSize => fixedSize;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Head => head!;

    /// <inheritdoc/>
    public override string HeadPrefix => headName;

    /// <inheritdoc/>
    public override string LastLayerName => lastLayerName;

    /// <summary>The stem and each stage, without their layers that have no parameters.</summary>
    protected override IReadOnlyList<string[]> GroupPrefixes => groups;

    /// <summary>The layers of stem and stages with their names.</summary>
    private protected IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Layer)> Layers => layers;

    /// <summary>The last layer, whose shape depends on the number of classes.</summary>
    private protected nn.Module<Tensor, Tensor> LastLayer => head is LayerStack stack ? stack.LastWithParameters.Layer : head!;

    /// <summary>
    /// Fixes the size of the images to <see cref="NetworkOptions.ImageSize"/>, or else to the usual one: for networks whose first linear
    /// layer takes all of a feature map.
    /// </summary>
    /// <param name="usual">The usual images.</param>
    /// <returns>Height and width in pixels.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is below the smallest that the layers can work on.</exception>
    private protected int FixImageSize(InputSpec usual)
    {
        var size = Options.ImageSize ?? usual.Height;
        if (size < smallestSize)
        {
            throw new ArgumentOutOfRangeException(nameof(NetworkOptions.ImageSize),
                $"{Architecture} can be built for images of at least {smallestSize}×{smallestSize} pixels, but ImageSize is {size}.");
        }
        fixedSize = size;
        InputSpec = ForChannels(usual with { Height = size, Width = size, ResizeShorterSide = size }, Options.Channels);
        return size;
    }

    /// <summary>The first layers, up to the first stage, named.</summary>
    private protected void AddStem(params (string Name, nn.Module<Tensor, Tensor> Layer)[] layers) => AddStage(layers);

    /// <summary>The first layers, up to the first stage, with the names 0, 1, 2, …</summary>
    private protected void AddStem(params nn.Module<Tensor, Tensor>[] layers) => AddStage(layers);

    /// <summary>More layers, named by their numbers: those of the stage before are counted on.</summary>
    private protected void AddStage(params nn.Module<Tensor, Tensor>[] layers)
    {
        var first = this.layers.Count;
        AddStage([.. layers.Select((layer, i) => ((first + i).ToString(CultureInfo.InvariantCulture), layer))]);
    }

    /// <summary>More layers, named.</summary>
    private protected void AddStage(params (string Name, nn.Module<Tensor, Tensor> Layer)[] layers)
    {
        foreach (var (name, layer) in layers)
        {
            this.layers.Add((name, layer));
            if (container is null) register_module(name, layer);
            else container.Add(name, layer);
        }
        var learning = layers.Where(layer => layer.Layer.parameters().Any()).Select(layer => containerPrefix + layer.Name);
        groups.Add([.. learning]);
    }

    /// <summary>A layer named <c>avgpool</c>, whose output in one row is the features.</summary>
    private protected void AddPooling(nn.Module<Tensor, Tensor> layer)
    {
        register_module("avgpool", layer);
        pool = maps => maps.Through(layer).Flatten();
    }

    /// <summary>What makes the features, <c>[N, FeatureCount]</c>, out of the last stage's output; by default all of it in one row.</summary>
    private protected void AddPooling(Func<TracedTensor, TracedTensor> pooling) => pool = pooling;

    /// <summary>The head as one module.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="head">A linear layer, or layers of which the last one with parameters is linear or a 1×1 convolution.</param>
    private protected void AddHead(string name, nn.Module<Tensor, Tensor> head)
    {
        register_module(name, this.head = head);
        headName = name;
        lastLayerName = head is LayerStack stack ? $"{name}.{stack.LastWithParameters.Name}" : name;
    }

    /// <summary>The head as children of the network itself, of which only the last one, a linear layer, has parameters.</summary>
    private protected void AddHead(params (string Name, nn.Module<Tensor, Tensor> Layer)[] layers)
    {
        foreach (var (name, layer) in layers) register_module(name, layer);
        head = new LayerStack(layers);
        headName = lastLayerName = layers[^1].Name;
    }

    /// <summary>Sets the initial weights of a layer, among them a fresh last one; by default they are the layer's own.</summary>
    private protected virtual void Initialize(nn.Module layer)
    {
    }

    /// <summary>Stem and stages.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>.</param>
    /// <returns>The last stage's output.</returns>
    private protected TracedTensor RunStages(TracedTensor images) => container is null
        ? layers.Aggregate(images, (maps, named) => maps.Through(named.Layer))
        : images.Through(container);

    /// <summary>From the last stage's output to the features.</summary>
    private protected TracedTensor Pool(TracedTensor maps) => pool(maps);

    /// <inheritdoc/>
    protected override TracedTensor ComputeFeatures(TracedTensor images) => Pool(RunStages(images));

    /// <inheritdoc/>
    protected override void ReplaceLastLayer(int classes)
    {
        var (old, fresh) = (LastLayer, Layer.Like(LastLayer, classes));
        if (LastLayerName == HeadPrefix)
        {
            register_module(LastLayerName, null!);
            register_module(LastLayerName, fresh);
        }
        if (head is LayerStack stack) stack.Replace(old, fresh);
        else head = fresh;
        old.Dispose();
        Initialize(fresh);
    }
}
