using System.CommandLine;

namespace Toolkit.Cli.Options;

/// <summary>
/// Files that a command writes or replaces. Only files of their own kind are: a photograph in the wrong place of a command line stays what it is.
/// </summary>
internal static class OutputFile
{
    /// <summary>An argument for the path of a file to write.</summary>
    /// <param name="name">What help calls it.</param>
    /// <param name="extension">Such as <c>.png</c>.</param>
    /// <param name="description">What the file is.</param>
    public static Argument<FileInfo> Argument(string name, string extension, string description)
    {
        var argument = new Argument<FileInfo>(name) { Description = $"{description}; a {extension} file to write or replace" };
        argument.Validators.Add(result =>
        {
            if (Mistake(result.Tokens.Count > 0 ? result.Tokens[^1].Value : null, extension) is { } mistake) result.AddError(mistake);
        });
        return argument;
    }

    /// <summary>An option for the path of a file to write.</summary>
    public static Option<string?> Option(string extension, string description, bool required = false)
    {
        var option = new Option<string?>("--output", "-o") { Description = description, Required = required };
        option.Validators.Add(result =>
        {
            if (Mistake(result.Tokens.Count > 0 ? result.Tokens[^1].Value : null, extension) is { } mistake) result.AddError(mistake);
        });
        return option;
    }

    private static string? Mistake(string? path, string extension) => path is null || path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)
        ? null
        : $"The file to write must end in {extension}, but is '{path}'.";
}
