using System.Globalization;
using System.Text.RegularExpressions;

namespace Toolkit.UnitTests.Samples;

/// <summary>Reads what samples print.</summary>
internal static class SampleOutput
{
    /// <summary>The number in the group "percent".</summary>
    public static double Percent(Match match) => double.Parse(match.Groups["percent"].Value, CultureInfo.InvariantCulture);

    /// <summary>Asserts that the last line tells this accuracy.</summary>
    public static void EndsWith(string name, double percent, string output) =>
        Assert.AreEqual(string.Create(CultureInfo.InvariantCulture, $"{name}: {percent:F2} %"), output.TrimEnd().Split('\n')[^1]);
}
