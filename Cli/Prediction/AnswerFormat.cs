using System.Globalization;
using Spectre.Console;

namespace Toolkit.Cli.Prediction;

/// <summary>The answers of a classifier as text on the output stream, each as soon as it is known, but for tables and JSON.</summary>
internal static class AnswerFormat
{
    private const string NoAnswer = "none of these";

    /// <summary>Path, class and probability, separated by tabs: a line for each class, and before them one without a probability for none of them.</summary>
    public static void PrintLines(IEnumerable<ImageAnswer> images)
    {
        foreach (var image in images)
        {
            if (image.Answer is null) Console.WriteLine($"{image.Path}\t{NoAnswer}\t");
            foreach (var (name, probability) in image.Classes)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{image.Path}\t{name}\t{probability:R}"));
        }
    }

    /// <summary>A line for each image: path, answer (empty for none of the classes), and name and probability of each class.</summary>
    /// <param name="images">The answers.</param>
    /// <param name="top">Classes of each.</param>
    public static void PrintCsv(IEnumerable<ImageAnswer> images, int top)
    {
        Console.WriteLine(Csv.Line(["path", "answer", .. Enumerable.Range(1, top).SelectMany(rank => new[] { $"class{rank}", $"probability{rank}" })]));
        foreach (var image in images)
            Console.WriteLine(Csv.Line([image.Path, image.Answer ?? "", .. image.Classes.SelectMany(item => new object[] { item.Class, item.Probability })]));
    }

    /// <summary>For people.</summary>
    public static void PrintTable(IEnumerable<ImageAnswer> images)
    {
        var table = new Table().SimpleBorder().AddColumn("image").AddColumn("class").AddColumn("probability", column => column.RightAligned());
        foreach (var image in images)
        {
            if (image.Answer is null) table.AddRow(image.Path.EscapeMarkup(), NoAnswer, "");
            foreach (var (rank, (name, probability)) in image.Classes.Index())
            {
                var isFirst = rank == 0 && image.Answer is not null;
                var percent = string.Create(CultureInfo.InvariantCulture, $"{100 * probability:F2} %");
                table.AddRow(isFirst ? image.Path.EscapeMarkup() : "", name.EscapeMarkup(), percent);
            }
        }
        AnsiConsole.Write(table);
    }
}
