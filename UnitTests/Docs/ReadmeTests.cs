using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Docs;

/// <summary>The README's program is one that the build compiles: Samples/ThirtyLines.</summary>
[TestClass]
public sealed class ReadmeTests
{
    [TestMethod]
    public void TheReadmesProgramIsTheSample()
    {
        var readme = File.ReadAllText(Repository.File("README.md"));
        var sample = File.ReadAllText(Repository.File("Samples/ThirtyLines/Program.cs"));
        Assert.AreEqual(sample, CSharpIn(readme));
        Assert.IsLessThanOrEqualTo(30, sample.Split('\n').Count(line => line.Trim().Length > 0));
    }

    private static string CSharpIn(string markdown)
    {
        const string fence = "```csharp\n";
        var begin = markdown.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        return markdown[begin..markdown.IndexOf("```", begin, StringComparison.Ordinal)];
    }
}
