using System.Runtime.InteropServices;

namespace Toolkit.LibTorch;

/// <summary>Lets freed tensors' memory be used again at once, on Linux with glibc.</summary>
public static partial class MemoryReuse
{
    private const int MebiByte = 1 << 20;

    /// <summary>
    /// Blocks of up to 32 MB stay with the process when they are freed. By default glibc begins at 128 KB and raises that limit to the size of
    /// each larger block that is freed; a training run whose first large tensors live long then maps and unmaps its memory in every step, and
    /// takes up to three times as long. Elsewhere this does nothing, nor where the environment sets the limit (<c>GLIBC_TUNABLES</c>).
    /// </summary>
    /// <remarks>
    /// It sets nothing, but makes glibc's own rule (mallopt(3), M_MMAP_THRESHOLD) reach its upper end, by freeing one block of nearly that size.
    /// </remarks>
    public static unsafe void Enable()
    {
        if (OperatingSystem.IsLinux()) NativeMemory.Free(NativeMemory.Alloc(31 * MebiByte));
    }

    /// <summary>
    /// Hands freed memory back to the system, for a program that goes on when its training is over. glibc keeps what a training's threads have freed, each in
    /// a heap of its own: a service that trained again and again had 150 MB more after each time. Elsewhere this does nothing.
    /// </summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);
}
