using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Toolkit.Reporting;

/// <summary>What a training ran on: for reports, so that times can be judged and a run can be repeated. It names no user, machine or folder.</summary>
/// <param name="Processor">Model of the processor as the system names it, or its architecture.</param>
/// <param name="Cores">Processors that the process may use.</param>
/// <param name="MemoryBytes">Memory that the process may use.</param>
/// <param name="OperatingSystem">Operating system and its version.</param>
/// <param name="Runtime">.NET and its version.</param>
/// <param name="Packages">Versions of the packages that the process has loaded, by their names.</param>
public sealed partial record RunEnvironment(
    string Processor, int Cores, long MemoryBytes, string OperatingSystem, string Runtime, IReadOnlyDictionary<string, string> Packages)
{
    private const string ProcessorFile = "/proc/cpuinfo", ProcessorVariable = "PROCESSOR_IDENTIFIER";

    /// <summary>Assemblies whose versions are told, and the packages that they come in.</summary>
    private static readonly (string Assembly, string Package)[] Told =
    [
        ("Toolkit", "Toolkit"), ("Toolkit.Estimators", "Toolkit.Estimators"), ("Microsoft.ML.Data", "Microsoft.ML"), ("TorchSharp", "TorchSharp"),
        ("Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime"), ("SkiaSharp", "SkiaSharp"),
    ];

    /// <summary>That of this process.</summary>
    public static RunEnvironment Current() => new(
        ProcessorName(), Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription, LoadedPackages());

    private static string ProcessorName()
    {
        var name = File.Exists(ProcessorFile) ? NameIn(File.ReadLines(ProcessorFile)) : Environment.GetEnvironmentVariable(ProcessorVariable);
        return string.IsNullOrWhiteSpace(name) ? RuntimeInformation.ProcessArchitecture.ToString() : name;
    }

    private static string? NameIn(IEnumerable<string> lines) => lines
        .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .FirstOrDefault(line => line is ["model name", _])?[1];

    private static Dictionary<string, string> LoadedPackages()
    {
        var loaded = AppDomain.CurrentDomain.GetAssemblies().ToLookup(assembly => assembly.GetName().Name);
        return Told.SelectMany(told => loaded[told.Assembly].Take(1).Select(assembly => (told.Package, Version: VersionOf(assembly))))
            .ToDictionary(package => package.Package, package => package.Version);
    }

    /// <summary>The version as its package has it, without the commit that some add.</summary>
    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>() is { } attribute
            ? Commit().Replace(attribute.InformationalVersion, "")
            : assembly.GetName().Version?.ToString() ?? "unknown";

    [GeneratedRegex(@"(\+.*|-[0-9a-f]{40})$")]
    private static partial Regex Commit();
}
