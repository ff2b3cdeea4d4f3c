using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// What all residual networks share: modules that run one after another (a stem, stages of residual blocks, global average pooling),
/// and a head of one linear layer.
/// </summary>
internal abstract class ResidualNetwork : TracedNetwork
{
    private readonly List<nn.Module<Tensor, Tensor>> body = [];
    private readonly string headName;
    private Linear? head;

    /// <summary>Does what <see cref="Network"/>'s constructor does; <see cref="Assemble"/> must follow.</summary>
    private protected ResidualNetwork(string architecture, string headName, int classes, NetworkOptions? options)
        : base(architecture, classes, options) => this.headName = headName;

    /// <inheritdoc/>
    public override int FeatureCount => (int)head!.weight!.shape[1];

    /// <summary>1: every convolution is padded, and the pooling takes what is left.</summary>
    public override int MinimumSize => 1;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Head => head!;

    /// <inheritdoc/>
    public override string HeadPrefix => headName;

    /// <inheritdoc/>
    public override string LastLayerName => headName;

    /// <summary>Registers the modules in the order in which they run, and adds global average pooling and the head.</summary>
    /// <param name="modules">Stem and stages with their names.</param>
    /// <param name="features">Channels of the last stage.</param>
    private protected void Assemble(IEnumerable<(string Name, nn.Module<Tensor, Tensor> Module)> modules, int features)
    {
        foreach (var (name, module) in modules.Append(("avgpool", nn.AdaptiveAvgPool2d(1))))
        {
            register_module(name, module);
            body.Add(module);
        }
        register_module(headName, head = NewHead(features, Classes, null));
    }

    /// <summary>The stages <c>layer1</c>, <c>layer2</c>, …; each but the first halves height and width in its first block.</summary>
    /// <param name="inputs">Channels of the stem's output.</param>
    /// <param name="widths">Width of each stage's blocks.</param>
    /// <param name="blocks">Number of blocks of each stage.</param>
    /// <param name="expansion">Channels of a block's output for one of its width.</param>
    /// <param name="create">Makes a block of input channels, width and stride.</param>
    internal static IEnumerable<(string Name, nn.Module<Tensor, Tensor> Stage)> Stages(
        int inputs, int[] widths, int[] blocks, int expansion, Func<int, int, int, nn.Module<Tensor, Tensor>> create)
    {
        for (var i = 0; i < widths.Length; i++)
        {
            var (width, outputs) = (widths[i], widths[i] * expansion);
            var first = create(inputs, width, i == 0 ? 1 : 2);
            var others = Enumerable.Range(1, blocks[i] - 1).Select(_ => create(outputs, width, 1));
            yield return ($"layer{i + 1}", new LayerStack([first, .. others]));
            inputs = outputs;
        }
    }

    /// <summary>He et al.'s initial weights for convolutions: a normal distribution scaled by the outputs (fan_out).</summary>
    private protected void InitializeConvolutions()
    {
        foreach (var convolution in modules().OfType<Conv2d>())
            nn.init.kaiming_normal_(convolution.weight!, 0, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU);
    }

    /// <summary>A fresh linear layer with the initial weights of this architecture.</summary>
    private protected virtual Linear NewHead(int features, int classes, Device? device) => Layer.Linear(features, classes, device: device);

    /// <inheritdoc/>
    protected override TracedTensor ComputeFeatures(TracedTensor images)
    {
        var maps = images;
        foreach (var module in body) maps = maps.Through(module);
        return maps.Flatten();
    }

    /// <inheritdoc/>
    protected override void ReplaceLastLayer(int classes)
    {
        var old = head!;
        head = NewHead(FeatureCount, classes, old.weight!.device);
        register_module(headName, null!);
        register_module(headName, head);
        old.Dispose();
    }
}
