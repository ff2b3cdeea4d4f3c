using System.Diagnostics;

namespace Toolkit.UnitTests.Support;

/// <summary>Memory that processes hold.</summary>
internal static class ProcessMemory
{
    /// <summary>Resident bytes of this process, after a garbage collection.</summary>
    public static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return ResidentBytes(Process.GetCurrentProcess());
    }

    /// <summary>Resident bytes of another process.</summary>
    public static long ResidentBytes(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }
}
