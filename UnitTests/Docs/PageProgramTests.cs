using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Docs;

/// <summary>How the snippets of a page become one program, and where its problems are said to be.</summary>
[TestClass]
public sealed class PageProgramTests
{
    [TestMethod]
    public void SnippetsContinueEachOtherWithTypesAndUsingsAnywhere() => Assert.IsEmpty(Problems(
        """
        ```csharp
        var greeting = new Greeting("hello");

        record Greeting(string Text);
        ```

        <!-- context: var times = 3; -->
        ```csharp
        using System.Text;

        Console.WriteLine(new StringBuilder(greeting.Text).Append(times));
        ```

        ```text
        This is no C#.
        ```
        """));

    [TestMethod]
    [DataRow("page.md(6,9): error CS0103: The name 'unknown' does not exist", "var b = unknown;")]
    [DataRow("page.md(6,4): error CS1002: ; expected", "a()")]
    [DataRow("page.md(6,15): warning CS8600", "string text = null;")]
    [DataRow("page.md(7,17): warning CS8618", "class Photo\n{ public string Path; }")]
    [DataRow("CS0122: 'OneDnn' is inaccessible", "Console.WriteLine(typeof(Toolkit.LibTorch.OneDnn));")]
    public void ProblemsHavePageAndLine(string expected, string code)
    {
        var problems = string.Join('\n', Problems($"# Page\n\n```csharp\nvoid a() {{ }}\na();\n{code}\n```\n"));
        StringAssert.Contains(problems, expected);
    }

    private static IReadOnlyList<string> Problems(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("page.md"), text);
        return new PageProgram(new Page(folder.File("page.md"))).Problems;
    }
}
