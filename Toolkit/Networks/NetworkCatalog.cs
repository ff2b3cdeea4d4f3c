using Toolkit.StateDicts;
using Toolkit.Text;
using static Toolkit.Networks.NetworkChoices;

namespace Toolkit.Networks;

/// <summary>
/// All network architectures by name. A new architecture is one file and one line here; a family of many members lists them itself.
/// </summary>
public static class NetworkCatalog
{
    /// <summary>All architectures; families together, shallow members first.</summary>
    public static IReadOnlyList<NetworkEntry> Entries { get; } =
    [
        new("mlp", Mlp.Create) { Parameters = ParameterCount.Mnist(269_322), Choices = ImageSize | Width },
        new("lenet", LeNet.Sigmoid) { Parameters = ParameterCount.Mnist(61_706), Choices = ImageSize },
        new("lenet_relu", LeNet.Relu) { Parameters = ParameterCount.Mnist(61_706), Choices = ImageSize },
        new("lenet_bn", LeNet.BatchNormalised) { Parameters = ParameterCount.Mnist(62_158), Choices = ImageSize },
        new("mnist_cnn", MnistCnn.Create) { Parameters = ParameterCount.Mnist(6_422), Choices = ImageSize | Width },
        Torchvision("alexnet", AlexNet.Standard, 61_100_840),
        new("alexnet32", AlexNet.ForSmallImages),
        new("alexnet_small", SmallAlexNet.Create) { Parameters = ParameterCount.Mnist(3_868_170) },
        new("alexnet_original", OriginalAlexNet.Create) { Parameters = ParameterCount.ImageNet(62_378_344) },
        .. Vgg.Entries,
        new("nin", NetworkInNetwork.ForImageNet) { Parameters = ParameterCount.ImageNet(7_595_176) },
        new("nin_small", NetworkInNetwork.ForSmallImages) { Parameters = ParameterCount.Cifar10(966_986) },
        .. ResNet.Entries,
        .. PreActivationResNet.Entries,
        .. CifarResNet.Entries,
        Torchvision("squeezenet1_0", SqueezeNet.Version10, 1_248_424),
        Torchvision("squeezenet1_1", SqueezeNet.Version11, 1_235_496),
        new("densenet_small", DenseNet.Small),
        Torchvision("densenet121", DenseNet.DenseNet121, 7_978_856),
        Torchvision("densenet169", DenseNet.DenseNet169, 14_149_480),
        Torchvision("densenet201", DenseNet.DenseNet201, 20_013_928),
        Torchvision("densenet161", DenseNet.DenseNet161, 28_681_000),
        new("googlenet_plain", GoogLeNet.Plain) { Parameters = ParameterCount.ImageNet(6_998_552) },
        Torchvision("googlenet", GoogLeNet.Standard, 13_004_888, AuxiliaryHeads | TransformInput),
        Torchvision("inception_v3", InceptionV3.Create, 27_161_264, AuxiliaryHeads | TransformInput),
        new("inception_resnet_v2", InceptionResNetV2.Create) { Parameters = ParameterCount.ImageNet(55_843_464) },
        Torchvision("mobilenet_v2", MobileNetV2.Create, 3_504_872, WidthMultiplier),
        Torchvision("mobilenet_v3_small", MobileNetV3.Small, 2_542_856, WidthMultiplier),
        Torchvision("mobilenet_v3_large", MobileNetV3.Large, 5_483_032, WidthMultiplier),
        .. EfficientNet.Entries,
        new("deit_tiny", VisionTransformer.DeitTiny) { Parameters = ParameterCount.ImageNet(5_717_416), Choices = ImageSize },
        new("deit_small", VisionTransformer.DeitSmall) { Parameters = ParameterCount.ImageNet(22_050_664), Choices = ImageSize },
        new("deit_base", VisionTransformer.DeitBase) { Parameters = ParameterCount.ImageNet(86_567_656), Choices = ImageSize },
        Torchvision("vit_b_16", VisionTransformer.VitB16, 86_567_656, ImageSize),
        Torchvision("vit_b_32", VisionTransformer.VitB32, 88_224_232, ImageSize),
        Torchvision("swin_t", SwinTransformer.Tiny, 28_288_354, NetworkChoices.StochasticDepth),
        Torchvision("swin_s", SwinTransformer.Small, 49_606_258, NetworkChoices.StochasticDepth),
    ];

    /// <summary>The names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>Builds a network with random initial weights, as torchvision draws them.</summary>
    /// <param name="name">One of <see cref="Names"/>, in upper or lower case.</param>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The name is unknown (the message lists near ones), or the network lacks an option that is set.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1, or an option is out of its range.</exception>
    /// <exception cref="TorchLibraryException">libtorch is missing or cannot be loaded; the message says what to do.</exception>
    public static Network Create(string name, int classes, NetworkOptions? options = null) => Find(name).Create(classes, options);

    /// <summary>
    /// Builds a network whose weights are loaded next: it draws no initial ones, which is most of the work, and holds whatever the
    /// memory held until <c>StateDictLoader.Load</c> fills it. That leaves the same network as after <see cref="Create"/>.
    /// </summary>
    /// <inheritdoc cref="Create"/>
    public static Network CreateUninitialized(string name, int classes, NetworkOptions? options = null) =>
        Find(name).CreateUninitialized(classes, options);

    /// <summary>Whether <see cref="Create"/> knows the name.</summary>
    /// <param name="name">A name in upper or lower case.</param>
    public static bool Contains(string name) => Search(name) is not null;

    /// <summary>Does nothing for a known name.</summary>
    /// <param name="name">A name in upper or lower case.</param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists near names.</exception>
    public static void CheckName(string name) => Find(name);

    /// <summary>What is known about an architecture.</summary>
    /// <param name="name">A name in upper or lower case.</param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists near names.</exception>
    public static NetworkEntry Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Search(name) ?? throw new ArgumentException(
            $"There is no network named \"{name}\".{NearNames.Hint(name, Names)} Known networks: {string.Join(", ", Names)}.",
            nameof(name));
    }

    private static NetworkEntry? Search(string name) =>
        Entries.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A network of torchvision's; <paramref name="parameters"/> is for 1000 classes and three channels.</summary>
    private static NetworkEntry Torchvision(
        string name, Func<int, NetworkOptions?, Network> build, long parameters, NetworkChoices choices = None) =>
        new(name, build) { IsTorchvision = true, Parameters = ParameterCount.ImageNet(parameters), Choices = choices };
}
