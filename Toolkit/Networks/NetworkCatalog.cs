using System.Collections.Immutable;
using Toolkit.LibTorch;
using Toolkit.Networks.Architectures;
using Toolkit.Text;

namespace Toolkit.Networks;

/// <summary>
/// All network architectures by name. A new family is one file, which lists its members, and one line here; a program of its own adds one by
/// <see cref="Register"/>.
/// </summary>
public static class NetworkCatalog
{
    private static ImmutableList<NetworkEntry> entries =
    [
        .. Mlp.Entries, .. LeNet.Entries, .. MnistCnn.Entries,
        .. AlexNet.Entries, .. SmallAlexNet.Entries, .. OriginalAlexNet.Entries,
        .. Vgg.Entries,
        .. NetworkInNetwork.Entries,
        .. ResNet.Entries, .. PreActivationResNet.Entries, .. CifarResNet.Entries,
        .. SqueezeNet.Entries,
        .. DenseNet.Entries,
        .. GoogLeNet.Entries, .. InceptionV3.Entries, .. InceptionResNetV2.Entries,
        .. MobileNetV2.Entries, .. MobileNetV3.Entries, .. EfficientNet.Entries,
        .. VisionTransformer.Entries, .. SwinTransformer.Entries,
    ];

    /// <summary>All architectures; families together, shallow members first.</summary>
    public static IReadOnlyList<NetworkEntry> Entries => entries;

    /// <summary>The names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names => [.. entries.Select(entry => entry.Name)];

    /// <summary>
    /// Adds an architecture of the program's own, which can then be trained, saved and loaded by its name as those of the catalog. Before a
    /// model with it is loaded, the program must have added it. Several threads may.
    /// </summary>
    /// <param name="entry">Its name, in lower case, and what builds it.</param>
    /// <exception cref="ArgumentException">There is a network of that name.</exception>
    public static void Register(NetworkEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ImmutableInterlocked.Update(ref entries, present => Search(present, entry.Name) is null
            ? present.Add(entry)
            : throw new ArgumentException($"There is a network named \"{entry.Name}\" already. Give yours another name.", nameof(entry)));
    }

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
    public static bool Contains(string name) => Search(entries, name) is not null;

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
        return Search(entries, name) ?? throw new ArgumentException(
            $"There is no network named \"{name}\".{NearNames.Hint(name, Names)} Known networks: {string.Join(", ", Names)}. "
            + "One of your own has to be added by NetworkCatalog.Register before.");
    }

    private static NetworkEntry? Search(ImmutableList<NetworkEntry> entries, string name) =>
        entries.Find(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
