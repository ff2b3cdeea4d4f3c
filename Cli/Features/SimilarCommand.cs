using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Toolkit.Cli.Options;
using Toolkit.Estimators;

namespace Toolkit.Cli.Features;

/// <summary>
/// <c>toolkit similar photos --to query.jpg</c>: the images nearest to one; <c>toolkit similar photos --duplicates</c>: pairs that are nearly the same,
/// within a folder or between two.
/// </summary>
internal static class SimilarCommand
{
    private static readonly Argument<string[]> Images = new("images") { Description = "Image files, and folders of them", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<string?>
        To = new("--to") { Description = "Find the images nearest to this one; else pairs" },
        With = new("--with")
        {
            Description = "Find images that are nearly the same as one of this folder, such as training images among test images; else within the images",
        };

    private static readonly Option<bool> Duplicates = new("--duplicates") { Description = "Find pairs that are nearly the same" };

    private static readonly Option<double> Threshold = new("--threshold")
    {
        Description = "From which cosine of their features on two images are nearly the same, 0 to 1",
        DefaultValueFactory = _ => 0.97,
    };

    private static readonly Option<int> Top = NumberOption.AtLeast("--top", 1, "How many images, or pairs, to print at most", otherwise: 20);

    public static Command Create()
    {
        Threshold.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 1)) result.AddError("--threshold must be 0 to 1.");
        });
        var command = new Command(
            "similar",
            "Finds the images nearest to one, or pairs that are nearly the same, by the features of a pretrained network.\n\nExamples:\n  "
            + "toolkit similar photos --to query.jpg --top 5\n  toolkit similar photos --duplicates\n  toolkit similar train --with test")
        {
            Images, To, With, Duplicates, Threshold, Top, ImageFeatures.NetworkOption, ImageFeatures.WeightsOption, Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Find(parsed)));
        return command;
    }

    private static int Find(ParseResult parsed)
    {
        var (query, other, within) = (parsed.GetValue(To), parsed.GetValue(With), parsed.GetValue(Duplicates));
        if ((query is not null ? 1 : 0) + (other is not null ? 1 : 0) + (within ? 1 : 0) != 1)
            throw new ArgumentException("Say one of --to IMAGE, --duplicates and --with FOLDER.");
        var (report, failures) = (new Report(parsed.GetValue(Report.JsonOption)), 0);
        var images = FeaturesOf(parsed.GetValue(Images)!);
        var others = (query ?? other) is { } path ? FeaturesOf([path]) : images;
        var least = query is null ? parsed.GetValue(Threshold) : -1;
        Print(report, [.. Pairs(images, others, least).Take(parsed.GetValue(Top))]);
        return failures == 0 ? 0 : 1;

        IReadOnlyList<(string Path, float[] Values)> FeaturesOf(string[] paths) => ImageFeatures.Of(parsed, paths, message =>
        {
            Mistakes.PrintLine(message);
            failures++;
        });
    }

    private static IEnumerable<Pair> Pairs(
        IReadOnlyList<(string Path, float[] Values)> images, IReadOnlyList<(string Path, float[] Values)> others, double least)
    {
        var index = IndexOf(images);
        var pairs = ReferenceEquals(images, others) ? index.Pairs(least) : index.Pairs(IndexOf(others), least);
        return pairs.Select(pair => new Pair(images[pair.One].Path, others[pair.Other].Path, pair.Similarity))
            .Where(pair => pair.Image != pair.Other);

        static FeatureIndex IndexOf(IReadOnlyList<(string Path, float[] Values)> images) => new([.. images.Select(image => image.Values)]);
    }

    private static void Print(Report report, IReadOnlyList<Pair> pairs)
    {
        var table = new Table().SimpleBorder().AddColumns("similarity", "image", "to");
        foreach (var pair in pairs) table.AddRow(pair.Similarity.ToString("F4", CultureInfo.InvariantCulture), pair.Image.EscapeMarkup(), pair.Other.EscapeMarkup());
        if (pairs.Count > 0) report.Show(table);
        else report.Say("none");
        report.Value("pairs", pairs);
        report.End();
    }

    private sealed record Pair(string Image, string Other, float Similarity);
}
