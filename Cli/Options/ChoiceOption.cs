using System.CommandLine;
using Toolkit.Text;

namespace Toolkit.Cli.Options;

/// <summary>Options that take one of several names; another name is answered with the nearest.</summary>
internal static class ChoiceOption
{
    /// <summary>One of the names of an enumeration, in any case.</summary>
    public static Option<T> Of<T>(string name, string description, T otherwise) where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        var option = new Option<T>(name)
        {
            Description = $"{description}: {string.Join(", ", names).ToLowerInvariant()}",
            HelpName = "name",
            DefaultValueFactory = _ => otherwise,
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (names.Contains(text, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<T>(text, ignoreCase: true);
                result.AddError(Unknown(name, text, [.. names.Select(known => known.ToLowerInvariant())]));
                return otherwise;
            },
        };
        return option;
    }

    /// <summary>One of some names, in any case; null where nothing is said.</summary>
    public static Option<string?> Of(string name, string description, IReadOnlyList<string> names)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "name" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens[^1].Value is var text && !names.Contains(text, StringComparer.OrdinalIgnoreCase))
                result.AddError(Unknown(name, text, names));
        });
        return option;
    }

    private static string Unknown(string name, string text, IReadOnlyList<string> names) =>
        $"{name} has no \"{text}\".{NearNames.Hint(text, names)} It is one of {string.Join(", ", names)}.";
}
