using System.Diagnostics;
using System.Text.RegularExpressions;
using TorchSharp.Interop;

namespace Toolkit.Compat.Tests.TorchSharp;

[TestClass]
public sealed partial class DependenciesTests
{
    [TestMethod]
    public void EachComesBehindThoseThatItNeeds()
    {
        var order = Dependencies.Paths().Select((path, place) => (path, place)).ToDictionary(x => x.path, x => x.place);
        Assert.IsTrue(order.Keys.Any(path => path.Contains("libtorch_cpu", StringComparison.Ordinal)), string.Join(", ", order.Keys));

        var places = order.ToDictionary(x => Path.GetFileName(x.Key), x => x.Value);
        var needs = Needs(order.Keys).ToList();
        Assert.IsGreaterThan(order.Count, needs.Count, "readelf names fewer needs than there are libraries.");
        foreach (var (path, needed) in needs)
        {
            if (places.TryGetValue(needed, out var place))
                Assert.IsLessThan(order[path], place, $"{path} needs {needed}.");
        }
    }

    /// <summary>What readelf says about each file.</summary>
    private static IEnumerable<(string Path, string Needed)> Needs(IEnumerable<string> paths)
    {
        using var readelf = Process.Start(new ProcessStartInfo("readelf", ["--dynamic", .. paths]) { RedirectStandardOutput = true })!;
        var file = "";
        foreach (Match line in Line().Matches(readelf.StandardOutput.ReadToEnd()))
        {
            if (line.Groups["file"] is { Success: true } next) file = next.Value;
            else yield return (file, line.Groups["needed"].Value);
        }
    }

    [GeneratedRegex(@"^File: (?<file>.+)$|\(NEEDED\).*\[(?<needed>.+)\]", RegexOptions.Multiline)]
    private static partial Regex Line();
}
