using System.Globalization;
using System.Runtime.InteropServices;
using Toolkit.LibTorch;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.LibTorch;

[TestClass]
[DoNotParallelize]
public sealed class MemoryReuseTests
{
    private static readonly byte[] Content = new byte[20 << 20];

    /// <summary>
    /// Mapped anew, each of the blocks would cost a page fault for every 4 KB that is written: 102,400 in all. In a process of its own, on its first thread: what the
    /// other tests have left in a thread's heap, which ends at 64 MB, decides whether there is room in it.
    /// </summary>
    [TestMethod]
    public void AFreedBlockIsUsedAgain()
    {
        if (!OperatingSystem.IsLinux()) Assert.Inconclusive("Only glibc needs it.");
        var (exitCode, output, errors) = DotnetProcess.Run("UnitTests.dll", "reuse");
        Assert.AreEqual(0, exitCode, errors);
        Assert.IsLessThan(40_000, int.Parse(output, CultureInfo.InvariantCulture));
    }

    /// <returns>Page faults of twenty large blocks, one after the other.</returns>
    public static long PageFaultsOfLargeBlocks()
    {
        MemoryReuse.Enable();
        var before = PageFaults();
        for (var i = 0; i < 20; i++) Marshal.FreeHGlobal(Filled());
        return PageFaults() - before;
    }

    /// <summary>Of blocks of which every second one is freed, glibc keeps the holes.</summary>
    [TestMethod]
    public void FreedBlocksAreGivenBack()
    {
        if (!OperatingSystem.IsLinux()) Assert.Inconclusive("Only glibc needs it.");
        const int count = 200, bytes = 512 << 10;
        MemoryReuse.Enable();
        var content = new byte[bytes];
        Array.Fill(content, (byte)1);
        nint[] blocks = [.. Enumerable.Range(0, count).Select(_ => Marshal.AllocHGlobal(bytes))];
        foreach (var block in blocks) Marshal.Copy(content, 0, block, bytes);
        for (var i = 0; i < count; i += 2) Marshal.FreeHGlobal(blocks[i]);
        var before = ProcessMemory.ResidentBytes();
        MemoryReuse.GiveBack();
        var given = before - ProcessMemory.ResidentBytes();
        for (var i = 1; i < count; i += 2) Marshal.FreeHGlobal(blocks[i]);
        Assert.IsGreaterThan(count / 2 * bytes / 2, given);
    }

    private static nint Filled()
    {
        var block = Marshal.AllocHGlobal(Content.Length);
        Marshal.Copy(Content, 0, block, Content.Length);
        return block;
    }

    /// <summary>The tenth field of proc(5)'s stat; the second is the program's name in parentheses.</summary>
    private static long PageFaults()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
