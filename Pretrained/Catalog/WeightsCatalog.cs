using Toolkit.Networks;
using Toolkit.Text;

namespace Toolkit.Pretrained;

/// <summary>
/// The weights that are known by name: published files, a line each in their publisher's list, and those in NuGet packages.
/// </summary>
public static class WeightsCatalog
{
    /// <summary>All entries, families together.</summary>
    public static IReadOnlyList<WeightsEntry> Entries { get; } =
        [.. MlNetWeights.All, .. TinyImageNetWeights.All, .. TorchvisionWeights.All, .. DeitWeights.All];

    /// <summary>The entry of that name.</summary>
    /// <param name="name">In upper or lower case.</param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists near names.</exception>
    public static WeightsEntry Find(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Entries.FirstOrDefault(x => x.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"There are no weights named \"{name}\".{NearNames.Hint(name, [.. Entries.Select(x => x.Name)])} "
                + $"Weights.List() gives all {Entries.Count} names; a file of your own is Weights.File(path).", nameof(name));
    }

    /// <summary>
    /// The entry whose file has that name, or null: it tells what a file downloaded by hand expects. Files that packages hold under a
    /// name of their own are not among them: many networks are called <c>ResNet18.onnx</c>.
    /// </summary>
    /// <param name="fileName">The name without a folder, as in <c>resnet18-f37072fd.pth</c>.</param>
    public static WeightsEntry? FindFile(string fileName) =>
        Entries.FirstOrDefault(x => x.PackageFile is null && x.FileName.Equals(fileName, StringComparison.OrdinalIgnoreCase));
}
