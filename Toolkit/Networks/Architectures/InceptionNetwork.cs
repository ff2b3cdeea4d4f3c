using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// What the Inception family shares: named layers one after another, in some members auxiliary heads on the feature maps between them,
/// global average pooling, and a head of dropout and one linear layer.
/// </summary>
internal abstract class InceptionNetwork : TracedNetwork, IAuxiliaryHeads
{
    private readonly Design design;
    private readonly LayerStack head;

    /// <param name="architecture">Name in the <see cref="NetworkCatalog"/>.</param>
    /// <param name="build">Builds the layers.</param>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    private protected InceptionNetwork(string architecture, int classes, NetworkOptions? options, Func<NetworkOptions, Design> build)
        : base(architecture, classes, options)
    {
        design = build(Options);
        var dropout = nn.Dropout(Options.Dropout ?? design.Dropout);
        var last = Layer.Linear(design.FeatureCount, classes);
        head = new LayerStack(("dropout", dropout), (design.LastName, last));
        foreach (var (name, layer) in design.Layers) register_module(name, layer);
        foreach (var auxiliary in design.Auxiliaries) register_module(auxiliary.Name, auxiliary.Head);
        register_module("dropout", dropout);
        register_module(design.LastName, last);
        foreach (var module in modules()) Initialize(module);
        foreach (var auxiliary in design.Auxiliaries) auxiliary.Head.InitializeLast();
    }

    /// <inheritdoc/>
    public override int FeatureCount => design.FeatureCount;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Head => head;

    /// <inheritdoc/>
    public override string HeadPrefix => design.LastName;

    /// <inheritdoc/>
    public override string LastLayerName => design.LastName;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassLayerNames =>
        [LastLayerName, .. design.Auxiliaries.Select(auxiliary => $"{auxiliary.Name}.{auxiliary.Head.LastLayerName}")];

    /// <inheritdoc/>
    public virtual double AuxiliaryLossWeight => 0;

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> AuxiliaryPrefixes => [];

    /// <inheritdoc/>
    public virtual int AuxiliaryMinimumSize => MinimumSize;

    /// <inheritdoc/>
    protected override IReadOnlyList<string[]> GroupPrefixes => design.Auxiliaries.Count == 0
        ? design.Groups
        : [.. design.Groups, [.. design.Auxiliaries.Select(auxiliary => auxiliary.Name)]];

    /// <inheritdoc/>
    public (Tensor Logits, IReadOnlyList<Tensor> Auxiliary) ForwardWithAuxiliary(Tensor images)
    {
        CheckInput(images.shape);
        CheckAuxiliarySize(images.shape);
        using var scope = NewDisposeScope();
        var auxiliary = new List<TracedTensor>();
        var logits = Run(new ComputedTensor(images), (layer, maps) => auxiliary.AddRange(AuxiliaryLogits(layer, maps))).Through(head);
        return (Keep(logits), [.. auxiliary.Select(Keep)]);

        static Tensor Keep(TracedTensor tensor) => ComputedTensor.TensorOf(tensor).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override TracedTensor ComputeFeatures(TracedTensor images) => Run(images, (_, _) => { });

    /// <inheritdoc/>
    protected override void ReplaceLastLayer(int classes)
    {
        var fresh = Layer.Linear(FeatureCount, classes, device: ((Linear)head.Last).weight!.device);
        Initialize(fresh);
        register_module(design.LastName, null!);
        register_module(design.LastName, fresh);
        head.ReplaceLast(fresh);
        foreach (var auxiliary in design.Auxiliaries) auxiliary.Head.ReplaceLast(classes);
    }

    private TracedTensor Run(TracedTensor images, Action<string, TracedTensor> afterLayer)
    {
        var maps = Options.TransformInput is true ? TensorFlowNormalization.Apply(images, parameters().First()) : images;
        foreach (var (name, layer) in design.Layers)
        {
            maps = maps.Through(layer);
            afterLayer(name, maps);
        }
        return maps.Mean([2, 3]);
    }

    private IEnumerable<TracedTensor> AuxiliaryLogits(string layer, TracedTensor maps) =>
        design.Auxiliaries.Where(auxiliary => auxiliary.After == layer).Select(auxiliary => maps.Through(auxiliary.Head));

    private void Initialize(nn.Module module)
    {
        if (module is Conv2d convolution) design.Initialize(convolution.weight!);
        if (module is Linear linear) design.Initialize(linear.weight!);
    }

    private void CheckAuxiliarySize(long[] shape)
    {
        if (design.Auxiliaries.Count > 0 && Math.Min(shape[2], shape[3]) < AuxiliaryMinimumSize)
        {
            throw new ArgumentException(
                $"The auxiliary heads of {Architecture} need images of at least {AuxiliaryMinimumSize}×{AuxiliaryMinimumSize} pixels, " +
                $"but got {shape[3]}×{shape[2]} (width × height). Use larger images, or build the network with " +
                "NetworkOptions.AuxiliaryHeads = false.");
        }
    }

    /// <summary>The layers of one architecture.</summary>
    private protected sealed record Design
    {
        /// <summary>The backbone's layers from input to output.</summary>
        public required IReadOnlyList<(string Name, nn.Module<Tensor, Tensor> Layer)> Layers { get; init; }

        /// <summary>Auxiliary heads, and the layer whose output each works on.</summary>
        public IReadOnlyList<(string Name, string After, AuxiliaryHead Head)> Auxiliaries { get; init; } = [];

        /// <summary>The backbone's layer groups.</summary>
        public required IReadOnlyList<string[]> Groups { get; init; }

        /// <summary>Channels of the last feature map.</summary>
        public required int FeatureCount { get; init; }

        /// <summary>Probability of dropout in the head, unless the options say otherwise.</summary>
        public required double Dropout { get; init; }

        /// <summary>Name of the head's linear layer.</summary>
        public string LastName { get; init; } = "fc";

        /// <summary>Draws the weights of a convolution or linear layer.</summary>
        public required Action<Tensor> Initialize { get; init; }
    }
}
