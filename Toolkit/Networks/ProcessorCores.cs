using TorchSharp;

namespace Toolkit.Networks;

/// <summary>
/// Lets libtorch compute on all cores. By itself it counts them with a library that takes the processors of many virtual machines
/// for one core, and then computes on one thread.
/// </summary>
internal static class ProcessorCores
{
    private const string Topology = "/sys/devices/system/cpu";
    private static readonly string[] UserSettings = ["OMP_NUM_THREADS", "MKL_NUM_THREADS"];
    private static int done;

    /// <summary>
    /// Acts once in a process: where libtorch found one core, the environment sets no number of threads and the system knows of more cores.
    /// </summary>
    public static void UseAll()
    {
        if (Interlocked.Exchange(ref done, 1) == 1) return;
        if (UserSettings.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))) return;
        if (torch.get_num_threads() == 1 && Count() > 1) torch.set_num_threads(Count());
    }

    /// <summary>Cores that this process may use, at least 1; threads that share a core count once where the system tells.</summary>
    public static int Count() => Enumerable.Range(0, Environment.ProcessorCount).Select(CoreOf).Distinct().Count();

    private static string CoreOf(int processor)
    {
        var folder = Path.Combine(Topology, $"cpu{processor}", "topology");
        return Directory.Exists(folder)
            ? $"{Read(folder, "physical_package_id")}/{Read(folder, "core_id")}"
            : $"processor {processor}";
    }

    private static string Read(string folder, string file) => File.ReadAllText(Path.Combine(folder, file)).Trim();
}
