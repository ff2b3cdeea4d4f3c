using Toolkit.Images;

namespace Toolkit.Networks;

/// <summary>A file of weights of a network that is known by name: published for download, or inside a package.</summary>
public sealed record WeightsEntry
{
    /// <summary>
    /// Name in the catalog, lower case: network, a dot, and which weights (<c>resnet18.imagenet1k_v1</c>). The network is
    /// <see cref="Network"/> or one of <see cref="PartialFits"/>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Name of the network in the network catalog that the weights are of.</summary>
    public required string Network { get; init; }

    /// <summary>Other networks that the weights fit but for some modules, which are left out of them. None by default.</summary>
    public IReadOnlyList<PartialFit> PartialFits { get; init; } = [];

    /// <summary>
    /// Where the file is published, with its name in the cache folder as the last part; null where <see cref="Package"/> holds it.
    /// </summary>
    public Uri? Url { get; init; }

    /// <summary>The package that holds the file, as in <c>Toolkit.Weights</c>; null where it is downloaded.</summary>
    public string? Package { get; init; }

    /// <summary>
    /// The file that the package copies beside the program, as in <c>DnnImageModels/ResNet18Onnx/ResNet18.onnx</c>; null where the file is
    /// downloaded or inside the package's assembly.
    /// </summary>
    public string? PackageFile { get; init; }

    /// <summary>
    /// The SHA-256 of the file in lower-case hexadecimal, or the first digits of it, 8 at least; PyTorch puts 8 into its file names.
    /// Null for a file in a package, which is not downloaded by itself.
    /// </summary>
    public string? Sha256Prefix { get; init; }

    /// <summary>Length of the file in bytes; about, where it is published rounded.</summary>
    public required long Size { get; init; }

    /// <summary>Number of classes of the head; 0 for weights without one, which leave the network's own head fresh.</summary>
    public required int Classes { get; init; }

    /// <summary>Names of the classes in the order of the outputs; empty where they are not known.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>
    /// Published top-1 accuracy in percent, on the validation set of the data that the weights were trained on; null where none is
    /// published.
    /// </summary>
    public double? Top1 { get; init; }

    /// <summary>Published top-5 accuracy in percent; null where none is published.</summary>
    public double? Top5 { get; init; }

    /// <summary>The licence, in words.</summary>
    public required string Licence { get; init; }

    /// <summary>The images that the weights expect.</summary>
    public required InputSpec InputSpec { get; init; }

    /// <summary>
    /// Name of the file: the last part of <see cref="Url"/> or <see cref="PackageFile"/>, or for one inside an assembly <see cref="Name"/>
    /// with <c>.safetensors</c>.
    /// </summary>
    public string FileName => Path.GetFileName(Url?.LocalPath ?? PackageFile ?? $"{Name}.safetensors");

    /// <summary>The modules of the weights that a network has no place for, where that is known of it.</summary>
    /// <param name="network">Name in the network catalog.</param>
    internal IReadOnlyList<string> LeftOutOf(string network) =>
        PartialFits.FirstOrDefault(fit => fit.Network.Equals(network, StringComparison.OrdinalIgnoreCase))?.LeftOut ?? [];

    /// <summary>
    /// An ImageNet entry whose network is the part of its name before the dot, and whose hash is what PyTorch puts at the end of
    /// the file's name.
    /// </summary>
    internal static WeightsEntry Published(
        string name, string url, double mebibytes, double top1, double top5, string licence, InputSpec images) => new()
        {
            Name = name,
            Network = name[..name.IndexOf('.')],
            Url = new Uri(url),
            Sha256Prefix = Path.GetFileNameWithoutExtension(url)[^8..],
            Size = (long)Math.Round(mebibytes * (1 << 20)),
            Classes = ImageNetClasses.Names.Count,
            ClassNames = ImageNetClasses.Names,
            Top1 = top1,
            Top5 = top5,
            Licence = licence,
            InputSpec = images,
        };
}
