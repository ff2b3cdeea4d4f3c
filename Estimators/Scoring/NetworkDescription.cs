using Toolkit.Images;
using Toolkit.Networks;

namespace Toolkit.Estimators.Scoring;

/// <summary>What a network is, without its weights.</summary>
/// <param name="Architecture">Name in the <see cref="NetworkCatalog"/>.</param>
/// <param name="Options">The options that it was built with.</param>
/// <param name="Input">The images that it takes.</param>
/// <param name="Licence">The licence of its weights, in words; null where it is not known.</param>
internal sealed record NetworkDescription(string Architecture, NetworkOptions Options, InputSpec Input, string? Licence = null)
{
    /// <summary>A network's. A seed says nothing about weights that are there.</summary>
    public static NetworkDescription Of(Network network) =>
        new(network.Architecture, network.Options with { Seed = null }, network.InputSpec, network.WeightsLicence);
}
