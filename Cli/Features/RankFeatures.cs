using System.CommandLine;
using Toolkit.Cli.Images;
using Toolkit.Cli.Ranks;
using Toolkit.Training;

namespace Toolkit.Cli.Features;

/// <summary>Features of image files, of which each rank computes its share (<see cref="RankShare"/>).</summary>
internal static class RankFeatures
{
    /// <summary>Computes the features of files and of folders of them.</summary>
    /// <param name="parsed">Says which network.</param>
    /// <param name="paths">Files and folders, the same on all hosts.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="fail">Is told of each that cannot be read, and of folders without images.</param>
    /// <returns>A row for each image that can be read, in order; on ranks other than 0 it means nothing.</returns>
    public static IReadOnlyList<(string Path, float[] Values)> Of(ParseResult parsed, IEnumerable<string> paths, IGradientExchange ranks, Action<string> fail)
    {
        if (ranks.Ranks == 1) return ImageFeatures.Of(parsed, paths, fail);
        List<string> failures = [];
        var files = ImageArguments.Files(paths, ranks.Rank == 0 ? failures.Add : _ => { });
        SameImages.Check(ranks, files);
        if (files.Count == 0) throw new ArgumentException("There are no images to compute features of.");
        string[] mine = [.. RankShare.Of(ranks, files.Count).Select(number => files[number])];
        var rows = mine.Length == 0 ? [] : ImageFeatures.Of(parsed, mine, failures.Add);
        foreach (var text in ranks.AllGather(string.Join('\n', failures)))
            foreach (var failure in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) fail(failure);
        return Together(ranks, files, rows);
    }

    private static List<(string Path, float[] Values)> Together(
        IGradientExchange ranks, List<string> files, IReadOnlyList<(string Path, float[] Values)> rows)
    {
        var numbers = files.Index().DistinctBy(file => file.Item).ToDictionary(file => file.Item, file => file.Index);
        var all = new List<(int Number, float[] Values)>();
        var indices = ranks.AllGather(rows.Select(row => numbers[row.Path]).ToArray());
        var values = ranks.AllGather(rows.SelectMany(row => row.Values).ToArray());
        foreach (var (some, floats) in indices.Zip(values).Where(part => part.First.Length > 0))
            all.AddRange(some.Zip(floats.Chunk(floats.Length / some.Length)));
        return [.. all.OrderBy(row => row.Number).Select(row => (files[row.Number], row.Values))];
    }
}
