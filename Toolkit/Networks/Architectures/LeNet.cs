using Toolkit.Images;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// LeNet-5 (LeCun et al. 1998, "Gradient-Based Learning Applied to Document Recognition") in today's usual form: two 5×5 convolutions of
/// 6 and 16 maps, the first padded by 2 where nothing else is said, each followed by 2×2 pooling, and linear layers of 120, 84 and the classes. Built for images
/// of one size, 28×28 pixels unless <see cref="NetworkOptions.ImageSize"/> says otherwise (12 at least). Weights start from Glorot and
/// Bengio's (2010) uniform distribution, without which the sigmoids hardly learn, biases from the layers' defaults.
/// <list type="bullet">
/// <item><c>lenet</c>: sigmoid and average pooling.</item>
/// <item><c>lenet_relu</c>: ReLU and max pooling.</item>
/// <item><c>lenet_bn</c>: <c>lenet</c> with batch normalisation before every sigmoid.</item>
/// <item><c>lenet_bn_valid</c>: the same without padding (Zhang et al., "Dive into Deep Learning", section 8.5); 16 pixels at least.</item>
/// </list>
/// </summary>
internal sealed class LeNet : StagedNetwork
{
    /// <summary>Parameters are those with one channel and 10 classes.</summary>
    private static readonly Member[] Members =
    [
        new("lenet", Padding: 2, HasRelu: false, BatchNorm: false, Parameters: 61_706),
        new("lenet_relu", Padding: 2, HasRelu: true, BatchNorm: false, 61_706),
        new("lenet_bn", Padding: 2, HasRelu: false, BatchNorm: true, 62_158),
        new("lenet_bn_valid", Padding: 0, HasRelu: false, BatchNorm: true, 44_878),
    ];

    private LeNet(Member member, int classes, NetworkOptions? options) : base(member.Name, smallestSize: 16 - 2 * member.Padding, classes, options)
    {
        var side = ((FixImageSize(InputSpec.Mnist) + 2 * member.Padding - 4) / 2 - 4) / 2;
        AddStage([.. Activated(Layer.Conv2d(Options.Channels, 6, 5, padding: member.Padding), () => nn.BatchNorm2d(6)), Pooling()]);
        AddStage([.. Activated(Layer.Conv2d(6, 16, 5), () => nn.BatchNorm2d(16)), Pooling()]);
        AddHead("classifier", new LayerStack(
        [
            .. Activated(Layer.Linear(16 * side * side, 120), () => nn.BatchNorm1d(120)),
            .. Activated(Layer.Linear(120, 84), () => nn.BatchNorm1d(84)),
            Layer.Linear(84, classes),
        ]));
        foreach (var layer in modules()) Initialize(layer);

        nn.Module<Tensor, Tensor>[] Activated(nn.Module<Tensor, Tensor> layer, Func<nn.Module<Tensor, Tensor>> normalization)
        {
            nn.Module<Tensor, Tensor> activation = member.HasRelu ? nn.ReLU(true) : nn.Sigmoid();
            return member.BatchNorm ? [layer, normalization(), activation] : [layer, activation];
        }

        nn.Module<Tensor, Tensor> Pooling() => member.HasRelu ? nn.MaxPool2d(2, stride: 2) : nn.AvgPool2d(2, stride: 2);
    }

    /// <inheritdoc/>
    private protected override void Initialize(nn.Module layer)
    {
        if (layer is Conv2d convolution) nn.init.xavier_uniform_(convolution.weight!);
        else if (layer is Linear linear) nn.init.xavier_uniform_(linear.weight!);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries => Members.Select(member =>
        new NetworkEntry(member.Name, (classes, options) => new LeNet(member, classes, options))
        {
            Parameters = ParameterCount.Mnist(member.Parameters),
            Choices = NetworkChoices.ImageSize,
        });

    /// <summary>What distinguishes the forms.</summary>
    private sealed record Member(string Name, int Padding, bool HasRelu, bool BatchNorm, long Parameters);
}
