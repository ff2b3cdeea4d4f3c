using System.Globalization;

namespace Toolkit.UnitTests.Support;

/// <summary>Measures the memory that some code takes of the system, native memory included; on Linux only.</summary>
internal static class PeakMemory
{
    private const string Reset = "/proc/self/clear_refs", Status = "/proc/self/status";

    /// <summary>By how many bytes the process is larger, at most, while the code runs; the test is skipped where that cannot be measured.</summary>
    public static long Of(Action code)
    {
        if (!File.Exists(Reset)) Assert.Inconclusive($"{Reset} is absent: only Linux says how much memory was taken.");
        File.WriteAllText(Reset, "5");
        var before = Read("VmRSS");
        code();
        return Read("VmHWM") - before;
    }

    private static long Read(string name) => 1024 * long.Parse(
        File.ReadLines(Status).Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
