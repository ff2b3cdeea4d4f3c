using System.Runtime.InteropServices;

namespace Toolkit.Kernels;

/// <summary>Memory in several parts, each of which begins where a cache line does: vectors that lie across two of them take twice as long.</summary>
internal sealed unsafe class AlignedMemory : IDisposable
{
    private const int CacheLine = 64;

    private readonly List<nint> parts = [];

    /// <summary>One more part, whose content is whatever the memory held.</summary>
    public float* Take(nint count)
    {
        var part = NativeMemory.AlignedAlloc((nuint)count * sizeof(float), CacheLine);
        parts.Add((nint)part);
        return (float*)part;
    }

    /// <summary>One more part, of zeros.</summary>
    public float* TakeZeros(nint count)
    {
        var part = Take(count);
        NativeMemory.Clear(part, (nuint)count * sizeof(float));
        return part;
    }

    public void Dispose()
    {
        foreach (var part in parts) NativeMemory.AlignedFree((void*)part);
    }
}
