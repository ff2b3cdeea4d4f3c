using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// What MobileNet V2 and V3 and EfficientNet share: a row of convolutions and inverted residual blocks (<c>features</c>), global average
/// pooling, and a head of linear layers (<c>classifier</c>). Convolutions start from Kaiming's normal distribution over the outputs
/// (fan_out), batch normalisation from scale 1 and shift 0, biases from zero.
/// </summary>
internal abstract class InvertedResidualNetwork : TracedNetwork
{
    private readonly LayerStack features;
    private readonly nn.Module<Tensor, Tensor> avgpool;
    private readonly LayerStack classifier;
    private readonly int[] groupSizes;
    private readonly Action<Linear> initialize;

    /// <param name="architecture">Name in the <see cref="NetworkCatalog"/>.</param>
    /// <param name="design">Builds the layers.</param>
    /// <param name="initialize">Draws a linear layer's weights; its bias is zero.</param>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    private protected InvertedResidualNetwork(
        string architecture, int classes, NetworkOptions? options, Func<NetworkOptions, Design> design, Action<Linear> initialize)
        : base(architecture, classes, options)
    {
        this.initialize = initialize;
        (features, classifier, groupSizes) = design(Options);
        FeatureCount = (int)classifier.modules().OfType<Linear>().First().weight!.shape[1];
        register_module("features", features);
        register_module("avgpool", avgpool = nn.AdaptiveAvgPool2d(1));
        register_module("classifier", classifier);
        foreach (var module in modules()) Initialize(module);
    }

    /// <inheritdoc/>
    public override int FeatureCount { get; }

    /// <inheritdoc/>
    public override int MinimumSize => 1;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Head => classifier;

    /// <inheritdoc/>
    public override string HeadPrefix => "classifier";

    /// <inheritdoc/>
    public override string LastLayerName => $"classifier.{classifier.LastName}";

    /// <inheritdoc/>
    protected override IReadOnlyList<string[]> GroupPrefixes
    {
        get
        {
            var next = 0;
            return [.. groupSizes.Select(size => Enumerable.Range(0, size).Select(_ => $"features.{next++}").ToArray())];
        }
    }

    /// <inheritdoc/>
    protected override TracedTensor ComputeFeatures(TracedTensor images) => images.Through(features).Through(avgpool).Flatten();

    /// <inheritdoc/>
    protected override void ReplaceLastLayer(int classes)
    {
        var old = (Linear)classifier.Last;
        var fresh = Layer.Linear(old.weight!.shape[1], classes, device: old.weight.device);
        Initialize(fresh);
        classifier.ReplaceLast(fresh);
    }

    private void Initialize(nn.Module module)
    {
        if (module is Conv2d convolution)
        {
            nn.init.kaiming_normal_(convolution.weight!, 0, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU);
            if (convolution.bias is { } bias) nn.init.zeros_(bias);
        }
        if (module is Linear linear)
        {
            initialize(linear);
            nn.init.zeros_(linear.bias!);
        }
    }

    /// <summary>The layers of one architecture.</summary>
    /// <param name="Features">The backbone.</param>
    /// <param name="Classifier">The head: begins with the first linear layer or dropout, ends with a linear layer.</param>
    /// <param name="GroupSizes">How many of the backbone's layers make up each layer group, from input to output.</param>
    private protected sealed record Design(LayerStack Features, LayerStack Classifier, int[] GroupSizes);
}
