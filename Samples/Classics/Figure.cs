using System.Globalization;

namespace Toolkit.Samples.Classics;

/// <summary>A published accuracy in percent.</summary>
/// <param name="Text">In words.</param>
/// <param name="Least">What a run has to reach; null: nothing is asked.</param>
/// <param name="Most">What it must not be above; 100 unless there is such a bound.</param>
internal sealed record Figure(string Text, double? Least = null, double Most = 100)
{
    public static Figure AtLeast(double percent) => new(string.Create(CultureInfo.InvariantCulture, $"at least {percent:F1} %"), percent);

    /// <summary>What a network is known for, be it low: much more would be another experiment.</summary>
    public static Figure Around(double percent, double tolerance) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{percent} ± {tolerance} %"), percent - tolerance, percent + tolerance);

    /// <summary>A published range: above it is another experiment, too.</summary>
    public static Figure Between(double least, double most) => new(string.Create(CultureInfo.InvariantCulture, $"{least} to {most} %"), least, most);

    /// <summary>For experiments that take too long to be asked for it.</summary>
    public static Figure Of(double percent) => new(Percent.Text(percent));

    /// <summary>Whether a run keeps the bounds; null where there are none.</summary>
    public bool? Holds(double percent) => Least is { } least ? percent >= least && percent <= Most : null;
}
