using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Toolkit.Cli.Options;

/// <summary>Options with numbers, checked against their ranges before any work begins.</summary>
internal static class NumberOption
{
    /// <summary>An option whose number is at least so much.</summary>
    public static Option<T?> AtLeast<T>(string name, T least, string description) where T : struct, INumber<T> =>
        Checked(new Option<T?>(name) { Description = description }, value => value >= least, $"must be at least {Text(least)}");

    /// <summary>An option with a default whose number is at least so much, and at most something.</summary>
    public static Option<int> AtLeast(string name, int least, string description, int otherwise, int most = int.MaxValue)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[^1].Value, CultureInfo.InvariantCulture, out var value) && (value < least || value > most))
                result.AddError($"{name} must be at least {least}{(most < int.MaxValue ? $" and at most {most}" : "")}, but is {value}.");
        });
        return option;
    }

    /// <summary>An option whose number is above 0.</summary>
    public static Option<double?> Positive(string name, string description) =>
        Checked(new Option<double?>(name) { Description = description }, value => value > 0 && double.IsFinite(value), "must be above 0");

    /// <summary>An option whose number is above one and at most another.</summary>
    public static Option<double?> Between(string name, double above, double most, string description) =>
        Checked(
            new Option<double?>(name) { Description = description }, value => value > above && value <= most,
            $"must be above {Text(above)} and at most {Text(most)}");

    /// <summary>An option whose number is at least 0 and below 1.</summary>
    public static Option<double?> Share(string name, string description) =>
        Checked(new Option<double?>(name) { Description = description }, value => value is >= 0 and < 1, "must be at least 0 and below 1");

    private static Option<T?> Checked<T>(Option<T?> option, Func<T, bool> holds, string rule) where T : struct, INumber<T>
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && T.TryParse(result.Tokens[^1].Value, CultureInfo.InvariantCulture, out var value) && !holds(value))
                result.AddError($"{option.Name} {rule}, but is {Text(value)}.");
        });
        return option;
    }

    private static string Text<T>(T value) where T : INumber<T> => value.ToString(null, CultureInfo.InvariantCulture);
}
