using System.Collections.Immutable;
using Toolkit.Networks;
using Toolkit.Text;

namespace Toolkit.Pretrained;

/// <summary>
/// The weights that are known by name: published files and those in NuGet packages. They stand beside their networks
/// (<see cref="NetworkEntry.Weights"/>); a program of its own adds some by <see cref="Register"/>.
/// </summary>
public static class WeightsCatalog
{
    private static ImmutableList<WeightsEntry> registered = [];

    /// <summary>All entries, families together.</summary>
    public static IReadOnlyList<WeightsEntry> Entries => [.. NetworkCatalog.Entries.SelectMany(network => network.Weights), .. registered];

    /// <summary>Adds weights of the program's own, which <see cref="Weights.Named"/> then finds. Several threads may.</summary>
    /// <param name="entry">With <see cref="WeightsEntry.Url"/> for a file that is downloaded, or <see cref="WeightsEntry.Package"/>.</param>
    /// <exception cref="ArgumentException">There are weights of that name.</exception>
    public static void Register(WeightsEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ImmutableInterlocked.Update(ref registered, present => Search(entry.Name) is null
            ? present.Add(entry)
            : throw new ArgumentException($"There are weights named \"{entry.Name}\" already. Give yours another name.", nameof(entry)));
    }

    /// <summary>The entry of that name.</summary>
    /// <param name="name">In upper or lower case.</param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists near names.</exception>
    public static WeightsEntry Find(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Search(name)
            ?? throw new ArgumentException(
                $"There are no weights named \"{name}\".{NearNames.Hint(name, [.. Entries.Select(x => x.Name)])} "
                + $"Weights.List() gives all {Entries.Count} names; a file of your own is Weights.File(path).");
    }

    /// <summary>
    /// The entry whose file has that name, or null: it tells what a file downloaded by hand expects. Files that packages hold under a
    /// name of their own are not among them: many networks are called <c>ResNet18.onnx</c>.
    /// </summary>
    /// <param name="fileName">The name without a folder, as in <c>resnet18-f37072fd.pth</c>.</param>
    public static WeightsEntry? FindFile(string fileName) =>
        Entries.FirstOrDefault(x => x.PackageFile is null && x.FileName.Equals(fileName, StringComparison.OrdinalIgnoreCase));

    private static WeightsEntry? Search(string name) =>
        Entries.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
