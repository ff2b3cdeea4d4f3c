using Toolkit.Pretrained;

namespace Toolkit.Cli.Catalog;

/// <summary>Weights as a command line names them.</summary>
internal static class WeightsArgument
{
    /// <summary>What stands for random weights.</summary>
    public const string None = "none";

    /// <summary>Weights in a file, or of the catalog.</summary>
    /// <param name="name">The path of a file that is there, or else a name.</param>
    /// <exception cref="ArgumentException">It is neither; the message lists near names.</exception>
    public static Weights Of(string name) => File.Exists(name) ? Weights.File(name) : Weights.Named(name);

    /// <summary>The name as the catalog has it, the full path of a file, or <see cref="None"/>; null for null.</summary>
    /// <exception cref="ArgumentException">It is none of these; the message lists near names.</exception>
    public static string? Canonical(string? name) => name switch
    {
        null or None => name,
        _ when File.Exists(name) => Path.GetFullPath(name),
        _ => WeightsCatalog.Find(name).Name,
    };

    /// <summary>The network that weights are of.</summary>
    /// <exception cref="ArgumentException">They are a file, which does not say it.</exception>
    public static string NetworkOf(string weights) => Of(weights).Entry?.Network
        ?? throw new ArgumentException("The file of weights does not say which network it is of. Name it by --network (toolkit networks).");
}
