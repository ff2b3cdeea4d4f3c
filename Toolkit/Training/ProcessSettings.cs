using System.Runtime.InteropServices;
using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>
/// Settings of the whole process without which a training's memory grows with every step. They are for Linux with glibc; elsewhere nothing
/// is changed. <see cref="FineTuner.Fit"/> and the ML.NET trainer make the call, unless <see cref="FineTuningOptions.SetUpProcess"/> is false.
/// </summary>
public static partial class ProcessSettings
{
    // Of glibc's malloc.h.
    private const int MmapThreshold = -3;

    /// <summary>Blocks from this size on, in bytes, are taken from the system and given back one by one.</summary>
    private const int LargeBlock = 2 << 20;

    private static readonly string[] UserSettings = ["MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES", "LD_PRELOAD"];
    private static int done;

    /// <summary>
    /// Acts once in a process, best before its first tensor. glibc's heap cannot use again the aligned blocks that libtorch frees, so large
    /// ones are kept out of it; libtorch asks for huge pages for them, where the system grants these on request, or each would cost thousands of
    /// page faults. What the environment says already is left alone: <c>MALLOC_MMAP_THRESHOLD_</c>, <c>GLIBC_TUNABLES</c>, an allocator in
    /// <c>LD_PRELOAD</c>, <c>THP_MEM_ALLOC_ENABLE</c>.
    /// </summary>
    public static void Apply()
    {
        if (!OperatingSystem.IsLinux() || Interlocked.Exchange(ref done, 1) == 1) return;
        if (UserSettings.Any(name => Environment.GetEnvironmentVariable(name) is not null)) return;
        try
        {
            _ = SetOption(MmapThreshold, LargeBlock);
            NativeEnvironment.SetDefault("THP_MEM_ALLOC_ENABLE", "1");
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int parameter, int value);
}
