using System.Globalization;

namespace Toolkit.Samples.Classics;

/// <summary>Writes accuracies.</summary>
internal static class Percent
{
    public static string Text(double percent) => string.Create(CultureInfo.InvariantCulture, $"{percent:F2} %");

    /// <summary>The mean and, of several seeds, the lowest and the highest.</summary>
    public static string Text(IReadOnlyCollection<double> percents) => percents.Count == 1
        ? Text(percents.First())
        : string.Create(CultureInfo.InvariantCulture, $"{percents.Average():F2} % ({percents.Min():F2} to {percents.Max():F2})");
}
