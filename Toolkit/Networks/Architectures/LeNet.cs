using Toolkit.Images;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// LeNet-5 (LeCun et al. 1998, "Gradient-Based Learning Applied to Document Recognition") in today's usual form: two 5×5 convolutions of
/// 6 and 16 maps, the first padded by 2, each followed by 2×2 pooling, and linear layers of 120, 84 and the classes. Built for images
/// of one size, 28×28 pixels unless <see cref="NetworkOptions.ImageSize"/> says otherwise (12 at least). 61,706 parameters with one
/// channel and 10 classes. Weights start from Glorot and Bengio's (2010) uniform distribution, without which the sigmoids hardly learn,
/// biases from the layers' defaults.
/// </summary>
internal sealed class LeNet : PlainNetwork
{
    private const int FirstMaps = 6, SecondMaps = 16, FirstHidden = 120, SecondHidden = 84, Smallest = 12;

    private LeNet(string architecture, Design design, int classes, NetworkOptions? options) : base(architecture, Smallest, classes, options)
    {
        var side = ((FixImageSize(InputSpec.Mnist) / 2) - 4) / 2;
        Assemble(
            new LayerStack(
            [
                .. design.Convolution(Options.Channels, FirstMaps, padding: 2),
                design.Pooling(),
                .. design.Convolution(FirstMaps, SecondMaps, padding: 0),
                design.Pooling(),
            ]),
            null,
            new LayerStack(
            [
                .. design.Linear(SecondMaps * side * side, FirstHidden),
                .. design.Linear(FirstHidden, SecondHidden),
                Layer.Linear(SecondHidden, classes),
            ]));
        foreach (var layer in modules()) Initialize(layer);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
    [
        new("lenet", Sigmoid) { Parameters = ParameterCount.Mnist(61_706), Choices = NetworkChoices.ImageSize },
        new("lenet_relu", Relu) { Parameters = ParameterCount.Mnist(61_706), Choices = NetworkChoices.ImageSize },
        new("lenet_bn", BatchNormalised) { Parameters = ParameterCount.Mnist(62_158), Choices = NetworkChoices.ImageSize },
    ];

    /// <summary><c>lenet</c>: sigmoid and average pooling.</summary>
    public static LeNet Sigmoid(int classes, NetworkOptions? options = null) =>
        new("lenet", new Design(nn.Sigmoid, () => nn.AvgPool2d(2, stride: 2), BatchNorm: false), classes, options);

    /// <summary><c>lenet_relu</c>: ReLU and max pooling.</summary>
    /// <inheritdoc cref="Sigmoid"/>
    public static LeNet Relu(int classes, NetworkOptions? options = null) =>
        new("lenet_relu", new Design(() => nn.ReLU(true), () => nn.MaxPool2d(2, stride: 2), BatchNorm: false), classes, options);

    /// <summary>
    /// <c>lenet_bn</c>: sigmoid and average pooling, with batch normalisation before every sigmoid (Zhang et al., "Dive into Deep
    /// Learning", section 8.5); 62,158 parameters with one channel and 10 classes.
    /// </summary>
    /// <inheritdoc cref="Sigmoid"/>
    public static LeNet BatchNormalised(int classes, NetworkOptions? options = null) =>
        new("lenet_bn", new Design(nn.Sigmoid, () => nn.AvgPool2d(2, stride: 2), BatchNorm: true), classes, options);

    /// <inheritdoc/>
    private protected override void Initialize(nn.Module layer)
    {
        if (layer is Conv2d convolution) nn.init.xavier_uniform_(convolution.weight!);
        else if (layer is Linear linear) nn.init.xavier_uniform_(linear.weight!);
    }

    /// <summary>What distinguishes the three forms.</summary>
    private sealed record Design(Func<nn.Module<Tensor, Tensor>> Activation, Func<nn.Module<Tensor, Tensor>> Pooling, bool BatchNorm)
    {
        public IEnumerable<nn.Module<Tensor, Tensor>> Convolution(int inputs, int outputs, long padding)
        {
            yield return Layer.Conv2d(inputs, outputs, 5, padding: padding);
            if (BatchNorm) yield return nn.BatchNorm2d(outputs);
            yield return Activation();
        }

        public IEnumerable<nn.Module<Tensor, Tensor>> Linear(int inputs, int outputs)
        {
            yield return Layer.Linear(inputs, outputs);
            if (BatchNorm) yield return nn.BatchNorm1d(outputs);
            yield return Activation();
        }
    }
}
