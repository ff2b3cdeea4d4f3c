namespace Toolkit.Benchmarks.Workloads;

/// <summary>A piece of work that is done again and again in one process, so that only its own time counts.</summary>
internal interface IWorkload
{
    /// <summary>Does the work once.</summary>
    Measurement Run();
}

/// <summary>What one round did.</summary>
/// <param name="Images">How many images it handled.</param>
/// <param name="Seconds">How long that took.</param>
internal sealed record Measurement(long Images, double Seconds);

/// <summary>What a workload is told; the peers are told the same on their command line.</summary>
/// <param name="Images">Images of one round; workloads with a set of their own ignore it.</param>
/// <param name="Threads">Threads of libtorch, and of the loader.</param>
/// <param name="Data">Folder of <see cref="Comparison.BenchmarkData"/>.</param>
internal sealed record WorkloadOptions(int Images, int Threads, string Data);
