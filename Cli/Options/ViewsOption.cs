using System.CommandLine;
using Microsoft.ML;
using Toolkit.Augmentation;
using Toolkit.Estimators;

namespace Toolkit.Cli.Options;

/// <summary><c>--views</c>: test-time augmentation by short names.</summary>
internal static class ViewsOption
{
    private static readonly Dictionary<string, TestTimeAugmentation> Views = new(StringComparer.OrdinalIgnoreCase)
    {
        ["none"] = TestTimeAugmentation.None,
        ["flip"] = TestTimeAugmentation.HorizontalFlip,
        ["flips"] = TestTimeAugmentation.Flips,
        ["turns"] = TestTimeAugmentation.FlipsAndTurns,
    };

    public static Option<string?> Option { get; } = ChoiceOption.Of(
        "--views",
        "Looks at an image whose answers are averaged: none besides itself, its mirror image (flip), 4 flips, 8 flips and turns; else the model's own",
        [.. Views.Keys]);

    /// <summary>The model with the views that are said; itself where none are.</summary>
    /// <returns>To be disposed, as is the given model.</returns>
    /// <exception cref="ArgumentException">The network's images do not have such views.</exception>
    public static ITransformer Apply(ParseResult parsed, TransferLearningCatalog catalog, ITransformer model) =>
        parsed.GetValue(Option) is { } name ? catalog.WithTestTimeAugmentation(model, Views[name]) : model;
}
