using System.Globalization;
using Spectre.Console;

namespace Toolkit.Cli.Prediction;

/// <summary>The answers of a model as text on the output stream, each as soon as it is known, but for tables and JSON.</summary>
internal static class AnswerFormat
{
    /// <summary>Says that a model has no answer to an image.</summary>
    public static readonly AnswerLine None = new("none of these", null);

    /// <summary>Path, name and value, separated by tabs: a line for each name.</summary>
    public static void PrintLines(IEnumerable<ImageAnswer> images)
    {
        foreach (var image in images)
            foreach (var (name, value) in image.Lines)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{image.Path}\t{name}\t{value:R}"));
    }

    /// <summary>A line for each image.</summary>
    public static void PrintCsv(IEnumerable<ImageAnswer> images, Answers form)
    {
        Console.WriteLine(Csv.Line(form.CsvHeader));
        foreach (var image in images) Console.WriteLine(Csv.Line(image.CsvFields));
    }

    /// <summary>For people.</summary>
    public static void PrintTable(IEnumerable<ImageAnswer> images, Answers form)
    {
        var (name, value) = form.TableHeader;
        var table = new Table().SimpleBorder().AddColumn("image").AddColumn(name).AddColumn(value, column => column.RightAligned());
        foreach (var image in images)
            foreach (var (place, line) in image.Lines.Index())
                table.AddRow(place == 0 ? image.Path.EscapeMarkup() : "", line.Name.EscapeMarkup(), line.Value is { } number ? form.Text(number) : "");
        AnsiConsole.Write(table);
    }
}
