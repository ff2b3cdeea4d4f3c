using System.Globalization;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks;

[TestClass]
[DoNotParallelize]
[OSCondition(OperatingSystems.Linux)]
public sealed class ReusedMemoryTests
{
    /// <summary>Without the settings, four tensors together would be given back each time: a page fault for each of their pages.</summary>
    [TestMethod]
    public void AStepTakesTheMemoryOfTheOneBefore()
    {
        const long floats = 1 << 20, pages = 4 * floats * sizeof(float) / 4096;
        const int steps = 10;
        Step(floats);
        var before = PageFaults();
        for (var i = 0; i < steps; i++) Step(floats);
        Assert.IsLessThan(steps * pages / 2, PageFaults() - before);
    }

    private static void Step(long floats)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < 4; i++) ones(floats);
    }

    /// <summary>Tenth field of /proc/self/stat: faults that needed no disk.</summary>
    private static long PageFaults() =>
        long.Parse(File.ReadAllText("/proc/self/stat").Split(") ")[1].Split(' ')[7], CultureInfo.InvariantCulture);
}
