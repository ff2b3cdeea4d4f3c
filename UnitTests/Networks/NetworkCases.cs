using Toolkit.Networks;

namespace Toolkit.UnitTests.Networks;

/// <summary>
/// The catalog's networks as test cases. Those in <see cref="Quick"/> run always, the others in category Full
/// (<c>./test.sh --full</c>). A network that torchvision has is compared with torchvision's; any other with the network that
/// <c>reference_networks.py</c> builds under its name.
/// </summary>
internal static class NetworkCases
{
    /// <summary>One or two small members of each family.</summary>
    private static readonly HashSet<string> Quick =
    [
        "mlp",
        "lenet",
        "mnist_cnn",
        "alexnet_small",
        "vgg11_bn_small",
        "nin_small",
        "resnet18",
        "resnet50",
        "resnetv2_18_small",
        "resnet20",
        "squeezenet1_1",
        "densenet_small",
        "googlenet",
        "mobilenet_v2",
        "mobilenet_v3_small",
        "efficientnet_b0",
        "deit_tiny",
        "swin_t",
    ];

    /// <summary>Networks with options, under the names that <c>reference_networks.py</c> has for them.</summary>
    public static IReadOnlyDictionary<string, (string Network, NetworkOptions Options)> Variants { get; } =
        new Dictionary<string, (string, NetworkOptions)>
        {
            ["vgg11_quarter"] = ("vgg11", new() { WidthDivisor = 4 }),
            ["googlenet_without_auxiliary"] = ("googlenet", new() { AuxiliaryHeads = false }),
            ["inception_v3_without_auxiliary"] = ("inception_v3", new() { AuxiliaryHeads = false, TransformInput = true }),
            ["mobilenet_v2_wide"] = ("mobilenet_v2", new() { WidthMultiplier = 1.4 }),
            ["mobilenet_v3_large_narrow"] = ("mobilenet_v3_large", new() { WidthMultiplier = 0.35 }),
        };

    public static IEnumerable<TestDataRow<string>> All => NetworkCatalog.Names.Select(Case);

    /// <summary>Networks with a published number of parameters.</summary>
    public static IEnumerable<TestDataRow<string>> Counted =>
        NetworkCatalog.Entries.Where(entry => entry.Parameters is not null).Select(entry => Case(entry.Name));

    /// <summary>A size for quick tests: at most 64 pixels where the network allows it.</summary>
    public static int SmallImageSize(Network network) =>
        network.FixedSize ?? Math.Max(network.MinimumSize, Math.Min(64, network.InputSpec.Height));

    /// <summary>A size for a quick training step, which auxiliary heads take part in.</summary>
    public static int SmallTrainingSize(Network network) =>
        Math.Max(SmallImageSize(network), (network as IAuxiliaryHeads)?.AuxiliaryMinimumSize ?? 0);

    private static TestDataRow<string> Case(string name) => new(name) { TestCategories = Quick.Contains(name) ? [] : ["Full"] };
}
