using Toolkit.Data;
using Toolkit.Scoring;
using TorchSharp;

namespace Toolkit.Training;

/// <summary>Where a rank computes: on a host, and on those of its processors that mpirun has bound it to.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Processors">As Linux lists them, such as <c>0-3</c>.</param>
internal sealed record RankPlace(string Host, string Processors)
{
    private const char Separator = '\n';

    public static RankPlace OfThisProcess => new(Environment.MachineName, ProcessorsOf("self"));

    public static RankPlace Parse(string text) => text.Split(Separator) is [var host, var processors] ? new(host, processors) : throw new FormatException(text);

    public override string ToString() => $"{Host}{Separator}{Processors}";

    /// <summary>
    /// Ranks bound to the same processors divide these, and all ranks of a host its memory: else libtorch would start a thread a processor in each rank,
    /// and each would take a quarter of the free memory for images.
    /// </summary>
    /// <param name="places">Those of all ranks.</param>
    /// <param name="rank">This one.</param>
    public static void DivideHost(IReadOnlyList<RankPlace> places, int rank)
    {
        var (own, together) = (places[rank], places.Count(place => place == places[rank]));
        ImageMemory.Sharers = places.Count(place => place.Host == own.Host);
        ProcessorCores.Sharers = together;
        if (together > 1) torch.set_num_threads(ProcessorCores.Share);
        if (rank == 0 && ImageMemory.Sharers == 1 && MpiEnvironment.IsUnderMpirun) WarnOfBinding(own);
    }

    private static void WarnOfBinding(RankPlace own)
    {
        var all = ProcessorsOf(StatusOf("self", "PPid")); // those of mpirun, or of its daemon on this host
        if (all.Length == 0 || all == own.Processors) return;
        Console.Error.WriteLine(
            $"warning: rank 0 on host {own.Host} is bound to processor {own.Processors} of {all}, though it is the only one there. "
            + "mpirun --bind-to none lets it use all.");
    }

    private static string ProcessorsOf(string process) => StatusOf(process, "Cpus_allowed_list");

    private static string StatusOf(string process, string name)
    {
        var file = $"/proc/{process}/status";
        return File.Exists(file) && File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? line[(name.Length + 1)..].Trim()
            : "";
    }
}
