using Toolkit.Networks;
using Toolkit.Text;

namespace Toolkit.Pretrained;

/// <summary>The published weights that are known by name. A further file is one declaration here.</summary>
public static class WeightsCatalog
{
    private const string TorchvisionLicence = "BSD-3-Clause (torchvision); trained on ImageNet, whose images are for research";

    /// <summary>All entries, by name.</summary>
    public static IReadOnlyList<WeightsEntry> Entries { get; } =
    [
        // "One weird trick for parallelizing convolutional neural networks" (Krizhevsky 2014), as trained by torchvision
        new()
        {
            Name = "alexnet.imagenet1k_v1", Network = "alexnet", Classes = 1000, Top1 = 56.522, Top5 = 79.066,
            Url = Torchvision("alexnet-owt-7be5be79.pth"), Sha256Prefix = "7be5be79", Size = 244_408_911,
            Licence = TorchvisionLicence, InputSpec = InputSpec.ImageNet,
        },
        // "Deep Residual Learning for Image Recognition" (He et al. 2015), as trained by torchvision
        new()
        {
            Name = "resnet18.imagenet1k_v1", Network = "resnet18", Classes = 1000, Top1 = 69.758, Top5 = 89.078,
            Url = Torchvision("resnet18-f37072fd.pth"), Sha256Prefix = "f37072fd", Size = 46_830_571,
            Licence = TorchvisionLicence, InputSpec = InputSpec.ImageNet,
        },
    ];

    /// <summary>The entry of that name.</summary>
    /// <param name="name">In upper or lower case.</param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists near names.</exception>
    public static WeightsEntry Find(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var names = Entries.Select(x => x.Name).ToList();
        return Entries.FirstOrDefault(x => x.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"There are no weights named \"{name}\".{NearNames.Hint(name, names)} Known weights: {string.Join(", ", names)}. "
                + "A file of your own is Weights.File(path).", nameof(name));
    }

    /// <summary>The entry whose file has that name, or null: it tells what a file downloaded by hand expects.</summary>
    /// <param name="fileName">The name without a folder, as in <c>resnet18-f37072fd.pth</c>.</param>
    public static WeightsEntry? FindFile(string fileName) =>
        Entries.FirstOrDefault(x => x.FileName.Equals(fileName, StringComparison.OrdinalIgnoreCase));

    private static Uri Torchvision(string file) => new($"https://download.pytorch.org/models/{file}");
}
