namespace Toolkit.Scoring;

/// <summary>The processor's cores, without the further threads that some run beside the first: those gain nothing for products of matrices.</summary>
internal static class ProcessorCores
{
    private const string LinuxFolder = "/sys/devices/system/cpu";

    private static readonly Lazy<int?> OfMachine = new(() => Count(LinuxFolder));

    /// <summary>Processes that divide the processors between them, this one included.</summary>
    public static int Sharers { get; set; } = 1;

    /// <summary>The processors that this process may use, divided among those that share them; at least 1.</summary>
    public static int Share => Math.Max(1, Environment.ProcessorCount / Sharers);

    /// <summary>
    /// Cores of the machine, but no more than the processors that this process may use; null where the system does not say. ONNX Runtime counts by
    /// itself, but finds half of them in some virtual machines, and those of the whole machine in a container that may use some.
    /// </summary>
    public static int? Usable => OfMachine.Value is { } cores ? Math.Min(cores, Share) : null;

    /// <summary>Cores of a machine: processors that are siblings are threads of one.</summary>
    /// <param name="folder">Linux's folder of processors; other systems have none.</param>
    internal static int? Count(string folder)
    {
        try
        {
            if (!Directory.Exists(folder)) return null;
            var siblings = Directory.EnumerateDirectories(folder, "cpu*")
                .Select(processor => Path.Combine(processor, "topology", "thread_siblings_list")).Where(File.Exists).Select(File.ReadAllText);
            return siblings.Distinct().Count() is > 0 and var cores ? cores : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // a sandbox that hides the folder, or a processor that is taken away meanwhile
        }
    }
}
