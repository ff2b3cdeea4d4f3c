namespace Toolkit.Networks;

/// <summary>What the catalog knows about one architecture without building it.</summary>
public sealed record NetworkEntry
{
    private readonly Func<int, NetworkOptions?, Network> build;

    internal NetworkEntry(string name, Func<int, NetworkOptions?, Network> build) => (Name, this.build) = (name, build);

    /// <summary>The architecture's name, such as <c>resnet18</c>; torchvision's where torchvision has the network.</summary>
    public string Name { get; }

    /// <summary>Whether torchvision has the network under this name, so that its checkpoints load without a change.</summary>
    public bool IsTorchvision { get; init; }

    /// <summary>The published number of parameters; null where there is none.</summary>
    public ParameterCount? Parameters { get; init; }

    /// <summary>What can be chosen about the network besides channels, dropout and seed.</summary>
    public NetworkChoices Choices { get; init; }

    /// <summary>Builds the network with random initial weights.</summary>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is set that the network does not have.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1, or an option is out of its range.</exception>
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
        return build(classes, options);
    }

    /// <summary>Builds the network without drawing initial weights: see <see cref="NetworkCatalog.CreateUninitialized"/>.</summary>
    /// <inheritdoc cref="Create"/>
    public Network CreateUninitialized(int classes, NetworkOptions? options = null) => UninitializedWeights.Build(() => Create(classes, options));
}
