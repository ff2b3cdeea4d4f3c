using System.Xml.Linq;
using Toolkit.Reporting;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>Which class was taken for which.</summary>
internal static class ConfusionSection
{
    /// <summary>More classes make no table that can be read; the pairs that are confused most are told instead.</summary>
    private const int MostClasses = 30;

    private const int MostPairs = 30;

    /// <summary>With more, lines and letters are smaller.</summary>
    private const int MostWideClasses = 12;

    public static ReportSection Of(ConfusionTable table) => new(
        "confusion", "Confusion matrix", table.ClassNames.Count <= MostClasses ? Matrix(table) : Pairs(table));

    private static object[] Matrix(ConfusionTable table) =>
    [
        Tag.Of("p", "A line for each class, a column for each answer. Numbers are images; the stronger a cell's colour, the larger its share of "
            + "the line. Right answers are framed."),
        Tag.Table(
            "Confusion matrix", table.ClassNames.Count > MostWideClasses ? "matrix dense" : "matrix",
            table.ClassNames.Select(name => Tag.Head("col", Tag.Of("span", Tag.Set("title", name), name)))
                .Prepend(Tag.Head("col", "actual \\ predicted")),
            Enumerable.Range(0, table.ClassNames.Count).Select(actual => Line(table, actual))),
    ];

    private static XElement Line(ConfusionTable table, int actual) => Tag.Of("tr",
        Tag.Head("row", table.ClassNames[actual]),
        Enumerable.Range(0, table.ClassNames.Count).Select(predicted => Cell(table, actual, predicted)));

    private static XElement Cell(ConfusionTable table, int actual, int predicted)
    {
        var images = table[actual, predicted];
        var share = ReportText.Share((double)images / table.ActualCount(actual));
        return Tag.Of("td",
            Tag.Set("class", actual == predicted ? "right" : images == 0 ? "wrong none" : "wrong"), Tag.Set("style", $"--share:{share}"),
            Tag.Set("title", $"{table.ClassNames[actual]} taken for {table.ClassNames[predicted]}: {ReportText.Count(images)}"),
            ReportText.Count(images));
    }

    private static object[] Pairs(ConfusionTable table)
    {
        var (pairs, all) = (table.Misclassifications(MostPairs), table.Misclassifications(int.MaxValue).Count);
        if (all == 0) return [Tag.Of("p", "No image was taken for another class.")];
        return
        [
            Tag.Of("p", $"With {ReportText.Count(table.ClassNames.Count)} classes the whole matrix cannot be read. These are the "
                + $"{ReportText.Count(pairs.Count)} most frequent of {ReportText.Plural(all, "confused pair", "confused pairs")}."),
            Tag.Table(
                "Most confused pairs", "bars",
                [
                    Tag.Head("col", "Actual"), Tag.Head("col", Tag.Set("class", "text"), "Predicted"), Tag.Head("col", "Images"),
                    Tag.Head("col", "Share of the class"),
                ],
                pairs.Select(pair => Pair(table, pair.Actual, pair.Predicted))),
        ];
    }

    private static XElement Pair(ConfusionTable table, int actual, int predicted)
    {
        var images = table[actual, predicted];
        return Tag.Of("tr",
            Tag.Head("row", table.ClassNames[actual]), Tag.Of("td", Tag.Set("class", "text"), table.ClassNames[predicted]),
            Tag.Of("td", ReportText.Count(images)), ShareBar.Cell((double)images / table.ActualCount(actual), "wrong"));
    }
}
