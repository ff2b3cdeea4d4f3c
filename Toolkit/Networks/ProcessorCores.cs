using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Toolkit.Networks;

/// <summary>
/// Lets libtorch compute on all cores, and share them. By itself it counts them with a library that takes the processors of many virtual
/// machines for one core, and then computes on one thread.
/// </summary>
internal static partial class ProcessorCores
{
    private const string Topology = "/sys/devices/system/cpu";
    private static readonly string[] UserSettings = ["OMP_NUM_THREADS", "MKL_NUM_THREADS"];
    private static int done;

    /// <summary>
    /// Makes the threads of OpenMP and OpenBLAS sleep while they wait for one another, unless the environment says otherwise. By default
    /// they spin for milliseconds, which takes the cores from the threads that load images, and costs most of the time where other processes
    /// work as well. GNU's OpenMP is told to spin for about a tenth of a millisecond first, as long as the pauses between one layer's loops
    /// are; and so is OpenBLAS, whose threads else yield to one another for tens of milliseconds. Both read the settings when libtorch is
    /// loaded, hence the module initializer; .NET's own environment is a copy that they do not see.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Must come before whatever loads libtorch.")]
    internal static void LetIdleThreadsSleep()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is not null) return;
        _ = SetEnvironmentVariable("OMP_WAIT_POLICY", "passive", overwrite: 0);
        _ = SetEnvironmentVariable("GOMP_SPINCOUNT", "10000", overwrite: 0);
        _ = SetEnvironmentVariable("OPENBLAS_THREAD_TIMEOUT", "18", overwrite: 0); // 2¹⁸ cycles
    }

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

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);

    private static string CoreOf(int processor)
    {
        var folder = Path.Combine(Topology, $"cpu{processor}", "topology");
        return Directory.Exists(folder)
            ? $"{Read(folder, "physical_package_id")}/{Read(folder, "core_id")}"
            : $"processor {processor}";
    }

    private static string Read(string folder, string file) => File.ReadAllText(Path.Combine(folder, file)).Trim();
}
