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

    public static double Probability(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        That(value is >= 0 and <= 1, value, "must be 0 to 1", name);

    public static int AtLeast(int least, int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        That(value >= least, value, $"must be at least {least}", name);

    public static long AtLeast0(long value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        That(value >= 0, value, "must be at least 0", name);

    public static T Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "") where T : struct, Enum =>
        That(Enum.IsDefined(value), value, $"must be one of {string.Join(", ", Enum.GetNames<T>())}", name);

    /// <summary>Does nothing for a list without nulls.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    /// <exception cref="ArgumentException">One of its items is.</exception>
    public static void NoNulls<T>(IReadOnlyList<T> values, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        NotNull(values, name);
        for (var i = 0; i < values.Count; i++)
            if (values[i] is null)
                throw new ArgumentException($"Item {i} of {name} is null. Leave it out.", name);
    }

    /// <summary>Does nothing for an option that has a value.</summary>
    /// <exception cref="ArgumentNullException">It has none.</exception>
    public static void NotNull(object? value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value is null) throw new ArgumentNullException(name, $"{name} must not be null. Leave it out for its default.");
    }

    /// <summary>The value, if it keeps to the rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not.</exception>
    public static T That<T>(bool holds, T value, string rule, [CallerArgumentExpression(nameof(value))] string name = "") => holds
        ? value
        : throw new ArgumentOutOfRangeException(name, string.Create(CultureInfo.InvariantCulture, $"{name} {rule}, but got {value}."));
}
