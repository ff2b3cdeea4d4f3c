using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>A network with its weights, as a search tries it. Candidates that share one share the features that it makes of the images.</summary>
/// <param name="Name">Of the network, for the table of what was tried.</param>
/// <param name="Weights">What its weights are called there.</param>
/// <param name="Create">
/// Makes it, with the weights in it and the images that it takes in <see cref="Network.InputSpec"/>. Called once at most; the search disposes what it made.
/// A network that cannot be made (an exception of files, arguments or support) is left out.
/// </param>
public sealed record SearchedNetwork(string Name, string Weights, Func<Network> Create)
{
    /// <summary>Name and weights.</summary>
    public override string ToString() => $"{Name} ({Weights})";
}
