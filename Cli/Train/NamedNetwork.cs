using Toolkit.Cli.Catalog;
using Toolkit.Networks;
using Toolkit.Pretrained;

namespace Toolkit.Cli.Train;

/// <summary>A network and its weights, by the names that the catalogs have.</summary>
/// <param name="Network">Name in the catalog.</param>
/// <param name="Weights">Name in the catalog of weights, the path of a file, or <c>none</c>.</param>
internal sealed record NamedNetwork(string Network, string Weights)
{
    /// <summary>What a search tries: what is given; else, for colour images, the weights whose files are here, those of the program first.</summary>
    /// <param name="network">Null: any.</param>
    /// <param name="weights">Null: any.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static IReadOnlyList<NamedNetwork> ToTry(string? network, string? weights)
    {
        if (weights == WeightsArgument.None)
            throw new ArgumentException("--search compares pretrained networks: give other --weights than none, or leave them out.");
        if (weights is not null) return [new(network ?? WeightsArgument.NetworkOf(weights), weights)];
        NamedNetwork[] here =
        [
            .. from entry in WeightsCatalog.Entries
               where Suits(entry, network) && Pretrained.Weights.Named(entry.Name).IsHere
               orderby DefaultWeights.RankOf(entry.Name), entry.Size
               select new NamedNetwork(network ?? entry.Network, entry.Name),
        ];
        if (here.Length > 0) return here;
        return WeightsCatalog.Entries.FirstOrDefault(entry => Suits(entry, network)) is { } published && network is not null
            ? [new(network, published.Name)]
            : throw new ArgumentException(
                $"--search compares pretrained networks, but there are no weights of {network ?? "any network"} here. Give a file as --weights.");
    }

    /// <summary>The network without its weights.</summary>
    /// <param name="name">Name in the catalog.</param>
    /// <param name="classes">At least 2.</param>
    /// <param name="size">Height and width of its images, for networks that are built for a size.</param>
    /// <param name="seed">Of its random weights.</param>
    public static Network Create(string name, int classes, int size, int seed)
    {
        var isBuiltForASize = NetworkCatalog.Find(name).Choices.HasFlag(NetworkChoices.ImageSize);
        return NetworkCatalog.Create(name, classes, new NetworkOptions { Seed = seed, ImageSize = isBuiltForASize ? size : null });
    }

    private static bool Suits(WeightsEntry entry, string? network) => entry.InputSpec.Channels == 3
        && (network is null || entry.PartialFits.Select(fit => fit.Network).Prepend(entry.Network).Contains(network, StringComparer.OrdinalIgnoreCase));
}
