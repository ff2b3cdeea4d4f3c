using Toolkit.Pretrained;

namespace Toolkit.Cli.Catalog;

/// <summary>Weights as a command line names them.</summary>
internal static class WeightsArgument
{
    /// <summary>Weights in a file, or of the catalog.</summary>
    /// <param name="name">The path of a file that is there, or else a name.</param>
    /// <exception cref="ArgumentException">It is neither; the message lists near names.</exception>
    public static Weights Of(string name) => File.Exists(name) ? Weights.File(name) : Weights.Named(name);
}
