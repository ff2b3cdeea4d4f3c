using System.Reflection;
using PublicApiGenerator;
using Toolkit.Estimators;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.PublicApi;

/// <summary>
/// The public members of each package are listed in its <c>PublicAPI.txt</c>, so that nobody changes them unawares: a change is seen in review.
/// After a change that is meant, the test writes the list anew where the environment has <c>TOOLKIT_ACCEPT_PUBLIC_API=1</c>.
/// </summary>
[TestClass]
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false };

    public static IEnumerable<object[]> Packages =>
    [
        ["Toolkit", typeof(Network).Assembly],
        ["Pretrained", typeof(Weights).Assembly],
        ["Estimators", typeof(TransferLearningCatalog).Assembly],
    ];

    [TestMethod]
    [DynamicData(nameof(Packages))]
    public void TheListIsTheAssemblys(string folder, Assembly assembly)
    {
        var path = Repository.File(Path.Combine(folder, "PublicAPI.txt"));
        var actual = assembly.GeneratePublicApi(Options).ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("TOOLKIT_ACCEPT_PUBLIC_API") == "1") File.WriteAllText(path, actual);

        var (before, after) = (Lines(File.ReadAllText(path)), Lines(actual));
        if (before.SequenceEqual(after)) return;
        var changes = before.Except(after).Select(line => $"- {line.Trim()}").Concat(after.Except(before).Select(line => $"+ {line.Trim()}"));
        Assert.Fail($"Public members of {folder} changed. If that is meant, set TOOLKIT_ACCEPT_PUBLIC_API=1.\n{string.Join("\n", changes)}");
    }

    private static List<string> Lines(string text) => [.. text.ReplaceLineEndings("\n").Split('\n')];
}
