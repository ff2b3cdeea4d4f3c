using System.Globalization;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluate;

/// <summary>Lays a confusion matrix out as text, character for character as the original does.</summary>
internal static class ConfusionTableFormatter
{
    private static readonly int HeadLength = "PREDICTED".Length;

    public static string Format(ConfusionMatrix matrix)
    {
        var names = matrix.ClassNames;
        var two = names.Count == 2;
        var columnWidth = two ? 8 : 5;
        var longest = names.Max(name => name.Length);
        var numbered = longest > columnWidth;
        var digits = numbered ? (names.Count - 1).ToString(CultureInfo.InvariantCulture).Length : 0;
        var headWidth = Math.Max(HeadLength, numbered ? longest + digits + 2 : longest);
        var rule = new StringBuilder().Insert(0, two ? "===========" : "========", names.Count).ToString();

        var table = new StringBuilder().AppendLine().AppendLine("Confusion table");
        table.AppendLine(Head("", headWidth) + rule);
        table.Append(Head("PREDICTED", headWidth));
        for (var i = 0; i < names.Count; i++) table.Append($" {(numbered ? Number(i) : names[i]).PadLeft(columnWidth)} |");
        table.AppendLine(" Recall");
        table.AppendLine(Head("TRUTH", headWidth) + rule);
        for (var i = 0; i < names.Count; i++)
        {
            if (numbered) table.Append($"{Number(i).PadLeft(digits)}. ");
            table.Append(names[i].PadLeft(numbered ? headWidth - digits - 2 : headWidth)).Append(" ||");
            foreach (var count in matrix.Counts[i]) table.Append($" {Text(count, "N0").PadLeft(columnWidth)} |");
            table.AppendLine($" {Text(matrix.PerClassRecall[i], "F4").PadLeft(5)}");
        }
        table.AppendLine(Head("", headWidth) + rule);
        table.Append(Head("Precision", headWidth));
        foreach (var precision in matrix.PerClassPrecision) table.Append($"{Text(precision, "N4").PadLeft(columnWidth + 1)} |");
        return table.AppendLine().ToString();
    }

    private static string Head(string text, int width) => text.PadRight(width) + " ||";

    private static string Number(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
