namespace Toolkit.Data;

/// <summary>How much memory decoded images may take.</summary>
public static class ImageMemory
{
    /// <summary>Processes of a distributed training on this machine, this one included.</summary>
    internal static int Sharers { get; set; } = 1;

    /// <summary>
    /// A quarter of the memory, in bytes, that neither this process nor another one uses now; of a container's, inside one. Processes that train together on a
    /// machine share it.
    /// </summary>
    public static long QuarterOfFree()
    {
        // The runtime looks at the machine's memory when it collects.
        if (GC.GetGCMemoryInfo(GCKind.Any).Index == 0) GC.Collect(0);
        var info = GC.GetGCMemoryInfo(GCKind.Any);
        return Math.Max(0, info.TotalAvailableMemoryBytes - info.MemoryLoadBytes) / (4 * Sharers);
    }
}
