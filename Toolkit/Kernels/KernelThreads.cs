using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Kernels;

/// <summary>
/// As many threads as libtorch has; on Linux its own, those of OpenMP. Threads of .NET beside them would cost more than most kernels take: each kind waits awake for
/// its next work for a while, on a core that the other kind needs by then.
/// </summary>
internal static unsafe class KernelThreads
{
    private static readonly delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void> RunTeam = FindOpenMP();

    /// <summary>Runs an action for the numbers from 0 on. Which thread takes which must make no difference to the result.</summary>
    public static void Run(int count, Action<int> action)
    {
        // All of them even where there is less to do: OpenMP would end those that a smaller team leaves out, and make them anew for libtorch.
        var threads = count > 1 ? get_num_threads() : 1;
        if (threads > 1 && RunTeam is not null) Share(threads, new(count, action));
        else if (threads > 1) Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, action);
        else for (var i = 0; i < count; i++) action(i);
    }

    private static void Share(int threads, SharedWork work)
    {
        var handle = GCHandle.Alloc(work);
        try
        {
            RunTeam(&TakePart, GCHandle.ToIntPtr(handle), (uint)threads, 0);
        }
        finally
        {
            handle.Free();
        }
        work.ThrowIfFailed();
    }

    [UnmanagedCallersOnly]
    private static void TakePart(nint work) => ((SharedWork)GCHandle.FromIntPtr(work).Target!).TakePart();

    /// <summary>
    /// The function that GCC makes of <c>#pragma omp parallel</c>, in the library that libtorch has loaded: work, its argument, threads, flags. Null on other systems.
    /// </summary>
    private static delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void> FindOpenMP() =>
        OperatingSystem.IsLinux() && TorchLibrary.TryFind("GOMP_parallel") is var address and not 0
            ? (delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void>)address
            : null;

    /// <summary>Numbers that several threads take one after the other.</summary>
    private sealed class SharedWork(int count, Action<int> action)
    {
        private int taken;
        private ExceptionDispatchInfo? failure;

        /// <summary>Ends no thread of OpenMP by an exception.</summary>
        public void TakePart()
        {
            try
            {
                for (var i = Interlocked.Increment(ref taken) - 1; i < count; i = Interlocked.Increment(ref taken) - 1) action(i);
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        }

        public void ThrowIfFailed() => failure?.Throw();
    }
}
