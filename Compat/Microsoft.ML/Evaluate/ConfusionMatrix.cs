using Microsoft.ML.Evaluate;

namespace Microsoft.ML.Data;

/// <summary>How often each class was taken for each other, with precision and recall of every class.</summary>
public sealed class ConfusionMatrix
{
    /// <param name="counts">Square: actual classes in rows, predicted ones in columns.</param>
    /// <param name="classNames">One for each row.</param>
    internal ConfusionMatrix(double[][] counts, IReadOnlyList<string> classNames)
    {
        Counts = [.. counts];
        ClassNames = classNames;
        PerClassRecall = [.. counts.Select((row, i) => Ratio(row[i], row.Sum()))];
        PerClassPrecision = [.. counts.Select((row, i) => Ratio(row[i], counts.Sum(other => other[i])))];
    }

    /// <summary>For each class, the fraction of the examples predicted to be of it that are; 0 where none was.</summary>
    public IReadOnlyList<double> PerClassPrecision { get; }

    /// <summary>For each class, the fraction of its examples predicted to be of it; 0 where it has none.</summary>
    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>Numbers of examples: the outer list goes over actual classes, the inner ones over predicted classes.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    /// <summary>The number of rows and of columns.</summary>
    public int NumberOfClasses => Counts.Count;

    internal IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// A table for people to read: a row for each actual class with its recall, a column for each predicted class with its precision.
    /// Names too long for a column's head are given in the rows only, with a number.
    /// </summary>
    public string GetFormattedConfusionTable() => ConfusionTableFormatter.Format(this);

    /// <summary>The number of examples of one class that were predicted to be of another.</summary>
    /// <param name="predictedClassIndicatorIndex">The predicted class, from 0.</param>
    /// <param name="actualClassIndicatorIndex">The actual class, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        CheckClass(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        CheckClass(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    private void CheckClass(int index, string name)
    {
        if (index >= 0 && index < NumberOfClasses) return;
        throw new ArgumentOutOfRangeException(
            name, index, $"Invalid index. Should be non-negative, less than the number of classes, {NumberOfClasses}.");
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
