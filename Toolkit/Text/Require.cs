using System.Globalization;
using System.Runtime.CompilerServices;

namespace Toolkit.Text;

/// <summary>Checks numbers against their ranges; the message names the number, its range, and what came.</summary>
internal static class Require
{
    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        That(value > 0 && double.IsFinite(value), value, "must be a finite number above 0, such as 1e-3", name);

    public static double AtLeast0(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        That(value >= 0 && double.IsFinite(value), value, "must be a finite number of at least 0", name);

    public static double Below1(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        That(value is >= 0 and < 1, value, "must be at least 0 and below 1", name);

    public static double Between0And1(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        That(value is > 0 and < 1, value, "must be above 0 and below 1", name);

    public static int AtLeast(int least, int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        That(value >= least, value, $"must be at least {least}", name);

    public static long AtLeast0(long value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        That(value >= 0, value, "must be at least 0", name);

    public static T Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "") where T : struct, Enum =>
        That(Enum.IsDefined(value), value, $"must be one of {string.Join(", ", Enum.GetNames<T>())}", name);

    /// <summary>The value, if it keeps to the rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not.</exception>
    public static T That<T>(bool holds, T value, string rule, [CallerArgumentExpression(nameof(value))] string name = "") => holds
        ? value
        : throw new ArgumentOutOfRangeException(name, string.Create(CultureInfo.InvariantCulture, $"{name} {rule}, but got {value}."));
}
