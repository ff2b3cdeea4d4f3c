using Toolkit.LibTorch;
using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// What GoogLeNet and InceptionV3 have besides stem, stages and head: auxiliary heads on feature maps in the middle, and torchvision's
/// <c>transform_input</c>. All their weights are drawn from one distribution.
/// </summary>
internal abstract class InceptionNetwork : StagedNetwork, IAuxiliaryHeads
{
    private readonly List<string> auxiliaryPrefixes = [];
    private readonly List<(string Name, string After, AuxiliaryHead Head)> auxiliaries = [];

    /// <inheritdoc cref="StagedNetwork(string, int, int, NetworkOptions, string)"/>
    private protected InceptionNetwork(string architecture, int smallestSize, int classes, NetworkOptions? options)
        : base(architecture, smallestSize, classes, options, container: null)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassLayerNames =>
        [LastLayerName, .. auxiliaries.Select(auxiliary => $"{auxiliary.Name}.{auxiliary.Head.LastLayerName}")];

    /// <inheritdoc/>
    public abstract double AuxiliaryLossWeight { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> AuxiliaryPrefixes => auxiliaryPrefixes;

    /// <inheritdoc/>
    public virtual int AuxiliaryMinimumSize => MinimumSize;

    /// <summary>Stem, stages, and all auxiliary heads together.</summary>
    protected override IReadOnlyList<string[]> GroupPrefixes => auxiliaries.Count == 0
        ? base.GroupPrefixes
        : [.. base.GroupPrefixes, [.. auxiliaries.Select(auxiliary => auxiliary.Name)]];

    /// <inheritdoc/>
    public (Tensor Logits, IReadOnlyList<Tensor> Auxiliary) ForwardWithAuxiliary(Tensor images)
    {
        CheckInput(images.shape);
        CheckAuxiliarySize(images.shape);
        using var scope = NewDisposeScope();
        var auxiliary = new List<TracedTensor>();
        var maps = Transformed(new ComputedTensor(ChannelsLastFormat.Of(images)));
        foreach (var (name, layer) in Layers)
        {
            maps = maps.Through(layer);
            auxiliary.AddRange(auxiliaries.Where(head => head.After == name).Select(head => maps.Through(head.Head)));
        }
        return (Keep(Pool(maps).Through(Head)), [.. auxiliary.Select(Keep)]);

        static Tensor Keep(TracedTensor tensor) => ComputedTensor.TensorOf(tensor).MoveToOuterDisposeScope();
    }

    /// <summary>An auxiliary head, unless <see cref="NetworkOptions.AuxiliaryHeads"/> wants none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="after">The layer whose output it works on.</param>
    /// <param name="create">Makes it.</param>
    private protected void AddAuxiliaryHead(string name, string after, Func<AuxiliaryHead> create)
    {
        auxiliaryPrefixes.Add(name);
        if (Options.AuxiliaryHeads is false) return;
        var head = create();
        register_module(name, head);
        auxiliaries.Add((name, after, head));
    }

    /// <summary>Draws all weights; the auxiliary heads' last layers have a deviation of their own.</summary>
    private protected void InitializeAll()
    {
        foreach (var module in modules()) Initialize(module);
        foreach (var auxiliary in auxiliaries) auxiliary.Head.InitializeLast();
    }

    /// <summary>Draws the weights of a convolution or linear layer.</summary>
    private protected abstract void Draw(Tensor weights);

    /// <inheritdoc/>
    private protected override void Initialize(nn.Module layer)
    {
        if (layer is Conv2d convolution) Draw(convolution.weight!);
        if (layer is Linear linear) Draw(linear.weight!);
    }

    /// <inheritdoc/>
    protected override TracedTensor ComputeFeatures(TracedTensor images) => base.ComputeFeatures(Transformed(images));

    /// <inheritdoc/>
    protected override void ReplaceLastLayer(int classes)
    {
        base.ReplaceLastLayer(classes);
        foreach (var auxiliary in auxiliaries) auxiliary.Head.ReplaceLast(classes);
    }

    private TracedTensor Transformed(TracedTensor images) =>
        Options.TransformInput is true ? TensorFlowNormalization.Apply(images, parameters().First()) : images;

    private void CheckAuxiliarySize(long[] shape)
    {
        if (auxiliaries.Count > 0 && Math.Min(shape[2], shape[3]) < AuxiliaryMinimumSize)
        {
            throw new ArgumentException(
                $"The auxiliary heads of {Architecture} need images of at least {AuxiliaryMinimumSize}×{AuxiliaryMinimumSize} pixels, " +
                $"but got {shape[3]}×{shape[2]} (width × height). Use larger images, or build the network with " +
                "NetworkOptions.AuxiliaryHeads = false.");
        }
    }
}
