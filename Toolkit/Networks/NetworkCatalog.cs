using Toolkit.Text;

namespace Toolkit.Networks;

/// <summary>All network architectures by name. A new architecture is one file and one line here.</summary>
public static class NetworkCatalog
{
    private static readonly Dictionary<string, Func<int, NetworkOptions?, Network>> Builders = new(StringComparer.OrdinalIgnoreCase)
    {
        ["resnet18"] = ResNet.ResNet18,
        ["alexnet"] = AlexNet.Standard,
        ["alexnet32"] = AlexNet.ForSmallImages,
    };

    /// <summary>The names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Builders.Keys];

    /// <summary>Builds a network with random initial weights, as torchvision draws them.</summary>
    /// <param name="name">One of <see cref="Names"/>, in upper or lower case.</param>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists near names.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1, or an option is out of its range.</exception>
    public static Network Create(string name, int classes, NetworkOptions? options = null)
    {
        CheckName(name);
        return Builders[name](classes, options);
    }

    /// <summary>Whether <see cref="Create"/> knows the name.</summary>
    /// <param name="name">A name in upper or lower case.</param>
    public static bool Contains(string name) => Builders.ContainsKey(name);

    /// <summary>Does nothing for a known name.</summary>
    /// <param name="name">A name in upper or lower case.</param>
    /// <exception cref="ArgumentException">The name is unknown; the message lists near names.</exception>
    public static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Contains(name))
        {
            throw new ArgumentException(
                $"There is no network named \"{name}\".{NearNames.Hint(name, Names)} Known networks: {string.Join(", ", Names)}.",
                nameof(name));
        }
    }
}
