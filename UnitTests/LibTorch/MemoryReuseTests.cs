using System.Globalization;
using System.Runtime.InteropServices;
using Toolkit.LibTorch;

namespace Toolkit.UnitTests.LibTorch;

[TestClass]
[DoNotParallelize]
public sealed class MemoryReuseTests
{
    private static readonly byte[] Content = new byte[20 << 20];

    /// <summary>Mapped anew, each of the blocks would cost a page fault for every 4 KB that is written: 102,400 in all.</summary>
    [TestMethod]
    public void AFreedBlockIsUsedAgain()
    {
        if (!OperatingSystem.IsLinux()) Assert.Inconclusive("Only glibc needs it.");
        const int times = 20;
        MemoryReuse.Enable();
        var before = PageFaults();
        for (var i = 0; i < times; i++)
        {
            Marshal.FreeHGlobal(Filled());
        }
        Assert.IsLessThan(40_000, PageFaults() - before);
    }

    [TestMethod]
    public void FreeMemoryIsGivenBack()
    {
        if (!OperatingSystem.IsLinux()) Assert.Inconclusive("Only glibc needs it.");
        MemoryReuse.Enable();
        Marshal.FreeHGlobal(Filled());
        MemoryReuse.GiveBack();
        var before = PageFaults();
        Marshal.FreeHGlobal(Filled());
        Assert.IsGreaterThan(Content.Length / 4096 / 2, PageFaults() - before);
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
