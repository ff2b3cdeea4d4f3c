using System.Text.RegularExpressions;
using Toolkit.Inspection;
using Toolkit.Networks;

namespace Toolkit.UnitTests.Inspection;

/// <summary>The pages in docs/ show the code that runs, word for word, and all of it.</summary>
[TestClass]
public sealed partial class PagesTests
{
    [TestMethod]
    [DataRow("lesson-convolutions.md", "Inspection/ConvolutionLesson.cs")]
    [DataRow("look-inside-a-network.md", "Inspection/LookInsideGuide.cs")]
    [DataRow("export-to-onnx.md", "Estimators/ExportOnnxGuide.cs")]
    public void QuoteTheCodeThatRuns(string pageFile, string codeFile)
    {
        var root = Root();
        var code = Parts(CodeParts(), File.ReadAllText(Path.Combine(root, "UnitTests", codeFile)));
        var page = Parts(PageParts(), File.ReadAllText(Path.Combine(root, "docs", pageFile)));

        Assert.AreNotEqual(0, code.Count);
        CollectionAssert.AreEquivalent(code.Keys.ToArray(), page.Keys.ToArray());
        foreach (var (name, text) in code) Assert.AreEqual(text, page[name], $"The part \"{name}\" differs.");
    }

    [TestMethod]
    public void ShowTheSummaryThatLeNetHas()
    {
        using var network = NetworkCatalog.Create("lenet", 10, new NetworkOptions { Channels = 1 });
        StringAssert.Contains(
            File.ReadAllText(Path.Combine(Root(), "docs/lesson-convolutions.md")), $"```\n{NetworkSummary.Of(network).Format()}```\n");
    }

    private static Dictionary<string, string> Parts(Regex pattern, string text) =>
        pattern.Matches(text).ToDictionary(match => match.Groups["name"].Value, match => Unindent(match.Groups["code"].Value));

    private static string Unindent(string code)
    {
        var lines = code.TrimEnd().Split('\n');
        var indent = lines.Where(line => line.Trim() != "").Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Trim() == "" ? "" : line[indent..].TrimEnd()));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Toolkit.sln"))) folder = folder.Parent;
        if (folder is null) Assert.Inconclusive("This test needs the source code.");
        return folder.FullName;
    }

    /// <summary>From <c>// lesson: name</c> to <c>// end</c>.</summary>
    [GeneratedRegex(@"^ *// lesson: (?<name>[^\n]+)\n(?<code>.*?)^ *// end$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeParts();

    /// <summary>A block of C# after <c>&lt;!-- name --&gt;</c>.</summary>
    [GeneratedRegex(@"^<!-- (?<name>[^\n]+) -->\n```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex PageParts();
}
