using System.CommandLine;
using Microsoft.ML;
using Toolkit.Cli.Catalog;
using Toolkit.Cli.Images;
using Toolkit.Estimators;
using Toolkit.Pretrained;

namespace Toolkit.Cli.Features;

/// <summary>What a pretrained network sees in image files: a vector of numbers for each.</summary>
internal static class ImageFeatures
{
    /// <summary>Name of the network.</summary>
    public static readonly Option<string?> NetworkOption = new("--network") { Description = "Name of the network; else that of the weights" };

    /// <summary>Name of its weights, or a file.</summary>
    public static readonly Option<string?> WeightsOption = new("--weights")
    {
        Description = "Name of pretrained weights, or a file; else resnet18's that come with the program",
    };

    /// <summary>Computes the features of files and of folders of them.</summary>
    /// <param name="parsed">Says which network.</param>
    /// <param name="paths">Files and folders.</param>
    /// <param name="fail">Is told of each that cannot be read, and of folders without images.</param>
    /// <returns>A row for each image that can be read, in order.</returns>
    public static IReadOnlyList<(string Path, float[] Values)> Of(ParseResult parsed, IEnumerable<string> paths, Action<string> fail)
    {
        var ml = new MLContext();
        using var files = new ImageFiles(ImageArguments.Files(paths, fail));
        if (files.Count == 0) throw new ArgumentException("There are no images to compute features of.");
        var view = ml.TransferLearning().LoadImages(files);
        using var model = ml.TransferLearning().Featurize("Features", NetworkOf(parsed), WeightsOf(parsed)).Fit(view);
        var featurized = model.Transform(view);
        return [.. ImageVectors.Read(featurized, featurized.Schema["Features"], files, fail)];
    }

    private static string NameOf(ParseResult parsed) => parsed.GetValue(WeightsOption) ?? DefaultWeights.Name
        ?? throw new ArgumentException("No pretrained weights come with this program. Name some by --weights (toolkit weights lists them).");

    private static Weights WeightsOf(ParseResult parsed) => WeightsArgument.Of(NameOf(parsed));

    private static string NetworkOf(ParseResult parsed) => parsed.GetValue(NetworkOption) ?? WeightsArgument.NetworkOf(NameOf(parsed));
}
