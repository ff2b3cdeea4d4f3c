using Toolkit.Pretrained;

namespace Toolkit.Cli.Catalog;

/// <summary>Pretrained weights that come with the program, so that they need no connection.</summary>
internal static class DefaultWeights
{
    private static readonly string[] Preferred = ["resnet18.mlnet", "resnet18.tinyimagenet"];

    /// <summary>The best of them that is there; null: none.</summary>
    public static string? Name => Preferred.FirstOrDefault(name => Weights.Named(name).IsHere);

    /// <summary>The place of weights among them, the best first; those that do not come with the program have the last one.</summary>
    public static int RankOf(string weights) => Preferred.Contains(weights) ? Array.IndexOf(Preferred, weights) : Preferred.Length;
}
