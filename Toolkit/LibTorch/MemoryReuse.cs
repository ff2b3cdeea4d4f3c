using System.Runtime.InteropServices;

namespace Toolkit.LibTorch;

/// <summary>Lets freed tensors' memory be used again at once, on Linux with glibc.</summary>
public static unsafe class MemoryReuse
{
    private const int TrimThreshold = -1, MostMappings = -4; // mallopt(3): M_TRIM_THRESHOLD, M_MMAP_MAX
    private const int FreeToKeep = 1 << 30;

    private static readonly string[] Variables = ["MALLOC_MMAP_MAX_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"];

    /// <summary>
    /// Freed memory stays with the process, up to a gigabyte at the end of its heap. By default glibc maps blocks from 128 KB to 32 MB on, as they come and
    /// go, each by itself; a training run then maps and unmaps its memory in every step, and takes up to three times as long. Blocks of more than 64 MB stay with the
    /// program's first thread alone. Elsewhere this does nothing, nor where the environment says what glibc is to do (<c>GLIBC_TUNABLES</c>,
    /// <c>MALLOC_MMAP_MAX_</c> and its kin).
    /// </summary>
    public static void Enable()
    {
        if (EnvironmentDecides() || !TryFind("mallopt", out var mallopt)) return;
        var set = (delegate* unmanaged<int, int, int>)mallopt;
        _ = set(MostMappings, 0);
        _ = set(TrimThreshold, FreeToKeep);
    }

    /// <summary>
    /// Hands freed memory back to the system, as a training run does at its end. glibc keeps what a training's threads have freed, each in a heap of its own: a
    /// service that trained again and again had 150 MB more after each time. Elsewhere this does nothing.
    /// </summary>
    public static void GiveBack()
    {
        if (TryFind("malloc_trim", out var trim)) _ = ((delegate* unmanaged<nuint, int>)trim)(0);
    }

    private static bool EnvironmentDecides() =>
        Environment.GetEnvironmentVariable("GLIBC_TUNABLES")?.Contains("glibc.malloc.", StringComparison.Ordinal) == true
        || Variables.Any(name => Environment.GetEnvironmentVariable(name) is not null);

    private static bool TryFind(string function, out nint address)
    {
        address = 0;
        return OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, function, out address);
    }
}
