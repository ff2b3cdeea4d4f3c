using Toolkit.LibTorch;

namespace Toolkit.Networks;

/// <summary>What the catalog knows about one architecture without building it.</summary>
public sealed record NetworkEntry
{
    private readonly Func<int, NetworkOptions?, Network> build;

    /// <summary>Describes an architecture.</summary>
    /// <param name="name">Lower-case letters, digits and underscores; the network must call itself so, too.</param>
    /// <param name="build">Builds the network for a number of classes with the given options, or the defaults for null.</param>
    /// <exception cref="ArgumentException">The name has other characters.</exception>
    public NetworkEntry(string name, Func<int, NetworkOptions?, Network> build)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(build);
        if (name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_'))
            throw new ArgumentException($"A network's name has lower-case letters, digits and underscores only, but is \"{name}\".", nameof(name));
        (Name, this.build) = (name, build);
    }

    /// <summary>The architecture's name, such as <c>resnet18</c>; torchvision's where torchvision has the network.</summary>
    public string Name { get; }

    /// <summary>Whether torchvision has the network under this name, so that its checkpoints load without a change.</summary>
    public bool IsTorchvision { get; init; }

    /// <summary>The published number of parameters; null where there is none.</summary>
    public ParameterCount? Parameters { get; init; }

    /// <summary>Published files of weights for it; none by default.</summary>
    public IReadOnlyList<WeightsEntry> Weights { get; init; } = [];

    /// <summary>What can be chosen about the network besides channels, dropout and seed.</summary>
    public NetworkChoices Choices { get; init; }

    /// <summary>Builds the network with random initial weights.</summary>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is set that the network does not have.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1, or an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">A network of the program's own calls itself otherwise than its entry.</exception>
    /// <exception cref="TorchLibraryException">libtorch is missing or cannot be loaded; the message says what to do.</exception>
    public Network Create(int classes, NetworkOptions? options = null)
    {
        var refused = (options?.Choices ?? NetworkChoices.None) & ~Choices;
        if (refused != NetworkChoices.None)
        {
            var others = NetworkCatalog.Entries.Where(entry => entry.Choices.HasFlag(refused)).Select(entry => entry.Name);
            throw new ArgumentException(
                $"{Name} has no option {refused}. Leave it out, or choose a network that has it: {string.Join(", ", others)}.",
                nameof(options));
        }
        var network = RandomStream.Alone(() => build(classes, options));
        if (network.Architecture == Name) return network;
        network.Dispose();
        throw new InvalidOperationException(
            $"The network named \"{Name}\" in the catalog calls itself \"{network.Architecture}\": pass the catalog's name to the constructor of "
            + $"{nameof(Network)}.");
    }

    /// <summary>Builds the network without drawing initial weights: see <see cref="NetworkCatalog.CreateUninitialized"/>.</summary>
    /// <inheritdoc cref="Create"/>
    public Network CreateUninitialized(int classes, NetworkOptions? options = null) => UninitializedWeights.Build(() => Create(classes, options));

    /// <summary>Entries with those of the weights that are theirs.</summary>
    internal static IEnumerable<NetworkEntry> WithWeights(IEnumerable<NetworkEntry> entries, params IReadOnlyList<WeightsEntry> weights) =>
        entries.Select(entry => entry with { Weights = [.. weights.Where(file => file.Network == entry.Name)] });
}
