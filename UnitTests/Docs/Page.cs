using System.Text.RegularExpressions;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Docs;

/// <summary>A page of the documentation: a Markdown file of the checkout.</summary>
internal sealed partial class Page
{
    /// <summary>Languages of blocks; the last one is what a program prints.</summary>
    public const string CSharp = "csharp", Shell = "sh", Output = "text";

    /// <summary>Folders that are not of the checkout, or hold no pages.</summary>
    public static readonly string[] NotOurs = ["bin", "obj", "artifacts", "data", ".git"];

    /// <summary>Reads a page.</summary>
    /// <param name="path">From the checkout's root, such as <c>docs/adding.md</c>.</param>
    public Page(string path)
    {
        Path = path;
        Text = File.ReadAllText(Repository.File(path)).ReplaceLineEndings("\n");
        Snippets = [.. Blocks().Matches(Text).Select(ToSnippet)];
    }

    /// <summary>Paths of all pages.</summary>
    public static IEnumerable<string> Paths => PathsIn(Repository.File("."));

    /// <summary>Its path from the checkout's root.</summary>
    public string Path { get; }

    public string Text { get; }

    /// <summary>Fenced blocks of all languages, and hidden context as C#, in the order of the page.</summary>
    public IReadOnlyList<Snippet> Snippets { get; }

    /// <summary>Files that the page leads to, with the line of the link; other sites and headings are left out.</summary>
    public IEnumerable<(string Target, int Line)> Links => RelativeLinks().Matches(Text)
        .Select(match => (match.Groups["target"].Value, LineAt(match.Index)));

    /// <summary>Words in code, in the text and in the shell's commands, with their lines.</summary>
    public IEnumerable<(string Word, int Line)> CodeWords => CodeInText().Concat(Commands())
        .SelectMany(code => code.Text.Split([' ', '\'', '"'], StringSplitOptions.RemoveEmptyEntries), (code, word) => (word, code.Line));

    private static IEnumerable<string> PathsIn(string root) =>
        from file in Directory.EnumerateFiles(root, "*.md", SearchOption.AllDirectories)
        let path = System.IO.Path.GetRelativePath(root, file).Replace('\\', '/')
        where !path.Split('/').Intersect(NotOurs).Any()
        orderby path
        select path;

    private Snippet ToSnippet(Match match)
    {
        var context = match.Groups["context"];
        var code = context.Success ? context : match.Groups["code"];
        return new(context.Success ? CSharp : match.Groups["language"].Value, code.Value, LineAt(code.Index));
    }

    private IEnumerable<(string Text, int Line)> CodeInText() =>
        CodeSpans().Matches(WithoutBlocks()).Select(match => (match.Groups["code"].Value, LineAt(match.Index)));

    /// <summary>The lines of the blocks for the shell, without their comments.</summary>
    private IEnumerable<(string Text, int Line)> Commands() =>
        from snippet in Snippets
        where snippet.Language == Shell
        from line in snippet.Code.Split('\n').Index()
        select (line.Item.Split(" #")[0], snippet.Line + line.Index);

    /// <summary>The page with its blocks blanked out, so that places stay where they are.</summary>
    private string WithoutBlocks() => Blocks().Replace(Text, match => NotLineEnds().Replace(match.Value, " "));

    private int LineAt(int index) => 1 + Text.AsSpan(0, index).Count('\n');

    [GeneratedRegex(
        @"^(?:```(?<language>[^\n]*)\n(?<code>.*?)^```|<!-- context:(?<context>.*?)-->)$",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\]\((?<target>(?!\w+:|#)[^)\s#]+)")]
    private static partial Regex RelativeLinks();

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex CodeSpans();

    [GeneratedRegex("[^\n]")]
    private static partial Regex NotLineEnds();
}
