namespace Toolkit.Networks;

/// <summary>A network that weights fit once some of their modules are left out.</summary>
/// <param name="Network">Name in the network catalog.</param>
/// <param name="LeftOut">The modules that the network lacks, as in <c>layer4.2</c> for the third block of a stage.</param>
public sealed record PartialFit(string Network, IReadOnlyList<string> LeftOut);
