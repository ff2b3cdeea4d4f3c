using System.Globalization;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.Training;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>Large tensors go back to the system when they are freed.</summary>
[TestClass]
[DoNotParallelize]
[OSCondition(OperatingSystems.Linux)]
public sealed class ProcessSettingsTests
{
    /// <summary>By glibc's own rule the threshold rises with what is freed, to 32 MB: smaller blocks then stay in the heap.</summary>
    [TestMethod]
    public void LargeBlocksDoNotStayInTheHeap()
    {
        const long blocks = 16, bytes = 8L << 20;
        ProcessSettings.Apply();
        zeros(4 * bytes, ScalarType.Byte).Dispose();
        var before = ResidentBytes();
        var tensors = Enumerable.Range(0, (int)blocks).Select(_ => ones(bytes, ScalarType.Byte)).ToList();
        Assert.IsGreaterThan(before + blocks * bytes / 2, ResidentBytes(), "the tensors are there");

        // The last one stays, and would keep a heap from shrinking.
        foreach (var tensor in tensors.SkipLast(1)) tensor.Dispose();

        var after = ResidentBytes();
        tensors[^1].Dispose();
        Assert.IsLessThan(before + 3 * bytes, after);
    }

    private static long ResidentBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
