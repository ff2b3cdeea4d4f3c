using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Toolkit.Networks;

/// <summary>
/// Lets the C library keep the memory of one step's tensors for the next step. By itself, glibc hands most of it back to the system and
/// takes it anew, page by page and zeroed, which is a seventh of LeNet's training. Other C libraries have no such settings, and a user's own
/// are left alone.
/// </summary>
internal static partial class ReusedMemory
{
    // Of glibc's malloc.h.
    private const int TrimThreshold = -1, MmapThreshold = -3;

    /// <summary>Blocks from this size on, in bytes, come from the system one by one; glibc allows no more.</summary>
    private const int LargestBlock = 32 << 20;

    /// <summary>So much free memory, in bytes, at the end of the heap is not given back.</summary>
    private const int Kept = 256 << 20;

    private static readonly string[] UserSettings = ["MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES"];

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Must come before the first tensors.")]
    internal static void Keep()
    {
        if (!OperatingSystem.IsLinux() || UserSettings.Any(name => Environment.GetEnvironmentVariable(name) is not null)) return;
        try
        {
            _ = SetOption(MmapThreshold, LargestBlock);
            _ = SetOption(TrimThreshold, Kept);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, such as musl.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int parameter, int value);
}
