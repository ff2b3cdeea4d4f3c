using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Docs;

/// <summary>All pages of the checkout: their snippets compile, and what they name is there.</summary>
[TestClass]
public sealed class PagesTests
{
    private static readonly string[] Languages = [Page.CSharp, Page.Shell, Page.Output, "diff", "python"];

    /// <summary>Where a path in code may begin; pages call folders of Toolkit/ by their own names, too.</summary>
    private static readonly string[] Roots = ["", "Toolkit"];

    public static IEnumerable<object[]> Pages => Page.Paths.Select(path => new object[] { path });

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void SnippetsCompile(string path) => AssertNone(new PageProgram(new Page(path)).Problems);

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void EveryBlockNamesItsLanguage(string path)
    {
        var page = new Page(path);
        var known = string.Join(", ", Languages);
        AssertNone(page.Snippets.Where(snippet => !Languages.Contains(snippet.Language))
            .Select(snippet => $"{path}({snippet.Line - 1}): the language is one of {known}, but not \"{snippet.Language}\""));
        var fences = page.Text.Split('\n').Count(line => line.StartsWith("```", StringComparison.Ordinal));
        Assert.AreEqual(0, fences % 2, "A block has no end.");
    }

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void LinksLeadToFiles(string path)
    {
        var folder = Path.GetDirectoryName(Repository.File(path))!;
        AssertNone(new Page(path).Links.Where(link => !Path.Exists(Path.Combine(folder, link.Target)))
            .Select(link => $"{path}({link.Line}): there is no {link.Target}"));
    }

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void FilesInCodeAreThere(string path) => AssertNone(new Page(path).CodeWords
        .Where(code => IsPath(code.Word) && !IsThere(code.Word))
        .Select(code => $"{path}({code.Line}): there is no {code.Word}"));

    /// <summary>A word with a slash is a path where its first part is a folder of the checkout, and not one of what is built.</summary>
    private static bool IsPath(string word) => word.Split('/') is [{ Length: > 0 } first, _, ..]
        && !Page.NotOurs.Contains(first)
        && Roots.Any(root => Directory.Exists(Repository.File(Path.Combine(root, first))));

    /// <summary>Whether there is such a folder or file; a class is its file.</summary>
    private static bool IsThere(string word) => Roots.Select(root => Repository.File(Path.Combine(root, word)))
        .Any(path => Path.Exists(path) || File.Exists(path + ".cs"));

    private static void AssertNone(IEnumerable<string> problems)
    {
        var found = string.Join('\n', problems);
        if (found != "") Assert.Fail('\n' + found);
    }
}
