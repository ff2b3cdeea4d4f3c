using System.Globalization;
using System.Runtime.InteropServices;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>What the report says about the machine.</summary>
internal static class Machine
{
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>What libtorch and ONNX Runtime have kernels for, as Linux calls it.</summary>
    private static readonly string[] KernelSets = ["avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16"];

    /// <summary>Model and number of processors, memory, system.</summary>
    public static string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{Processor()}, {Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F0} GB, ") +
        $"{RuntimeInformation.OSDescription}, .NET {Environment.Version}";

    /// <summary>Processes that wanted to run in the last minute, on average.</summary>
    public static double Load() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : double.NaN;

    /// <summary>Some makers give all models one name, hence the family and the model's number.</summary>
    private static string Processor()
    {
        if (!File.Exists(ProcessorFile)) return $"{RuntimeInformation.ProcessArchitecture}";
        var lines = File.ReadLines(ProcessorFile).TakeWhile(line => line.Length > 0).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries));
        var facts = lines.Where(line => line.Length == 2).ToDictionary(line => line[0], line => line[1]);
        string Fact(string name) => facts.GetValueOrDefault(name, "?");
        var sets = Fact("flags").Split(' ').Intersect(KernelSets).ToArray();
        return $"{Fact("model name")} (family {Fact("cpu family")}, model {Fact("model")}; {(sets.Length == 0 ? "no AVX2" : string.Join(", ", sets))})";
    }
}
