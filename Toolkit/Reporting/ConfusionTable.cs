using System.Globalization;

namespace Toolkit.Reporting;

/// <summary>Counts which class was taken for which, and says so in text. Not for several threads at once.</summary>
public sealed class ConfusionTable
{
    private readonly long[,] counts;

    /// <summary>An empty table.</summary>
    /// <param name="classNames">In the order of the labels; at least one.</param>
    /// <exception cref="ArgumentException">No class.</exception>
    public ConfusionTable(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count == 0) throw new ArgumentException("At least one class is needed.", nameof(classNames));
        ClassNames = classNames;
        counts = new long[classNames.Count, classNames.Count];
    }

    /// <summary>The classes in the order of their labels.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Images of class <paramref name="actual"/> that were taken for class <paramref name="predicted"/>.</summary>
    public long this[int actual, int predicted] => counts[actual, predicted];

    /// <summary>Number of images.</summary>
    public long Total => counts.Cast<long>().Sum();

    /// <summary>Number of right answers.</summary>
    public long Correct => Labels.Sum(label => counts[label, label]);

    /// <summary>Share of right answers, 0 to 1; not a number where there is no image.</summary>
    public double Accuracy => Share(Correct, Total);

    private IEnumerable<int> Labels => Enumerable.Range(0, ClassNames.Count);

    /// <summary>Counts images.</summary>
    /// <param name="actual">Their label.</param>
    /// <param name="predicted">The answer.</param>
    /// <param name="images">How many; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is not below the number of classes.</exception>
    public void Add(int actual, int predicted, long images = 1)
    {
        CheckLabel(actual, nameof(actual));
        CheckLabel(predicted, nameof(predicted));
        ArgumentOutOfRangeException.ThrowIfNegative(images);
        counts[actual, predicted] += images;
    }

    /// <summary>Number of images of a class.</summary>
    public long ActualCount(int label) => Labels.Sum(predicted => counts[label, predicted]);

    /// <summary>Number of images that were taken for a class.</summary>
    public long PredictedCount(int label) => Labels.Sum(actual => counts[actual, label]);

    /// <summary>Share of a class's images that were recognised (its accuracy), 0 to 1; not a number where it has none.</summary>
    public double Recall(int label) => Share(counts[label, label], ActualCount(label));

    /// <summary>Share of right answers among those that named a class, 0 to 1; not a number where none did.</summary>
    public double Precision(int label) => Share(counts[label, label], PredictedCount(label));

    /// <summary>
    /// F1, the harmonic mean of <see cref="Precision"/> and <see cref="Recall"/>, 0 to 1; not a number where the class has no images and
    /// no answer named it.
    /// </summary>
    public double F1(int label) => Share(2 * counts[label, label], ActualCount(label) + PredictedCount(label));

    /// <summary>The most frequent misclassifications, the most frequent first.</summary>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<(int Actual, int Predicted, long Images)> Misclassifications(int limit = 10) =>
        [.. Labels.SelectMany(actual => Labels.Select(predicted => (actual, predicted, images: counts[actual, predicted])))
            .Where(cell => cell.actual != cell.predicted && cell.images > 0)
            .OrderByDescending(cell => cell.images).Take(limit)];

    /// <summary>A table of all classes: images, right answers, accuracy (recall) and precision, with the totals in the last line.</summary>
    public string ClassReport()
    {
        var rows = Labels.Select(label => new[]
        {
            ClassNames[label], Text(ActualCount(label)), Text(counts[label, label]), Percent(Recall(label)), Percent(Precision(label)),
        });
        return TextTable.Format(
        [
            ["class", "images", "correct", "accuracy", "precision"],
            .. rows,
            ["all", Text(Total), Text(Correct), Percent(Accuracy), ""],
        ]);
    }

    /// <summary>
    /// The table itself: a line per actual class, a column per answer. With more classes than fit, the most frequent
    /// misclassifications are listed instead.
    /// </summary>
    /// <param name="maxClasses">The most classes that are shown as a table; 20 by default.</param>
    public string Format(int maxClasses = 20)
    {
        if (ClassNames.Count > maxClasses) return FormatMisclassifications();
        string[] header = ["actual \\ predicted", .. ClassNames.Select(name => TextTable.Shorten(name, 10))];
        return TextTable.Format(
            [header, .. Labels.Select(
                actual => (string[])[ClassNames[actual], .. Labels.Select(predicted => Text(counts[actual, predicted]))])]);
    }

    /// <inheritdoc cref="Format"/>
    public override string ToString() => Format();

    private string FormatMisclassifications()
    {
        var misclassifications = Misclassifications();
        if (misclassifications.Count == 0) return "No misclassifications." + Environment.NewLine;
        return TextTable.Format(
            [["actual", "predicted", "images"], .. misclassifications.Select(
                cell => new[] { ClassNames[cell.Actual], ClassNames[cell.Predicted], Text(cell.Images) })],
            textColumns: 2);
    }

    private void CheckLabel(int label, string name)
    {
        if ((uint)label >= (uint)ClassNames.Count)
            throw new ArgumentOutOfRangeException(
                name, label, $"There are {ClassNames.Count} classes, so labels go from 0 to {ClassNames.Count - 1}.");
    }

    private static double Share(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double share) =>
        double.IsNaN(share) ? "-" : (share * 100).ToString("F2", CultureInfo.InvariantCulture) + " %";
}
