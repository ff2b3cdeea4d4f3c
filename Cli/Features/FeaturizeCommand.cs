using System.CommandLine;
using System.Text;
using Toolkit.Cli.Options;
using Toolkit.Cli.Ranks;
using Toolkit.Files;

namespace Toolkit.Cli.Features;

/// <summary><c>toolkit featurize photos --output features.csv</c>: what a pretrained network sees in images, for other programs.</summary>
internal static class FeaturizeCommand
{
    private static readonly Option<string?> Output =
        OutputFile.Option(".csv", "The CSV file to write or replace: path, and a column for each number", required: true);

    private static readonly Argument<string[]> Images = new("images") { Description = "Image files, and folders of them", Arity = ArgumentArity.OneOrMore };

    public static Command Create()
    {
        var command = new Command(
            "featurize",
            "Writes what a pretrained network sees in images as numbers, a row an image.\n\nExamples:\n"
            + "  toolkit featurize photos --output features.csv\n  mpirun -np 4 toolkit featurize photos --output features.csv")
        {
            Images, Output, ImageFeatures.NetworkOption, ImageFeatures.WeightsOption, Report.JsonOption,
        };
        command.SetAction(parsed => Mistakes.Print(() => Featurize(parsed)));
        return command;
    }

    private static int Featurize(ParseResult parsed)
    {
        var ranks = RankOptions.JoinWithoutTimeout();
        var report = new Report(parsed.GetValue(Report.JsonOption));
        var (path, failures) = (Path.GetFullPath(parsed.GetValue(Output)!), 0);
        if (ranks.Rank == 0) AtomicFile.CheckWritable(path);
        var rows = RankFeatures.Of(parsed, parsed.GetValue(Images)!, ranks, message =>
        {
            if (ranks.Rank == 0) Mistakes.PrintLine(message);
            failures++;
        });
        if (ranks.Rank > 0) return 0;
        AtomicFile.Write(path, stream => Write(stream, rows));
        report.Say($"{path}: {rows.Count} images, {(rows.Count > 0 ? rows[0].Values.Length : 0)} features each");
        report.Value("images", rows.Count);
        report.Value("failures", failures);
        report.End();
        return failures == 0 ? 0 : 1;
    }

    private static void Write(Stream stream, IReadOnlyList<(string Path, float[] Values)> rows)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        if (rows.Count > 0) writer.WriteLine(Csv.Line(["path", .. rows[0].Values.Select((_, i) => $"f{i}")]));
        foreach (var (path, values) in rows) writer.WriteLine(Csv.Line([path, .. values.Cast<object>()]));
    }
}
