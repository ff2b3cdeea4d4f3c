using static TorchSharp.torch;

namespace Toolkit.Kernels;

/// <summary>As many threads as libtorch has.</summary>
internal static class KernelThreads
{
    /// <summary>Runs an action for the numbers from 0 on. Which thread takes which must make no difference to the result.</summary>
    public static void Run(int count, Action<int> action)
    {
        var threads = get_num_threads();
        if (threads > 1 && count > 1) Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, action);
        else for (var i = 0; i < count; i++) action(i);
    }
}
