namespace Toolkit.Benchmarks.Comparison;

/// <summary>What a row compares.</summary>
internal enum Quantity
{
    /// <summary>Images a second; ours divided by the best peer's.</summary>
    Throughput,

    /// <summary>Seconds from the start of a process to its first result; the peer's divided by ours.</summary>
    StartUp,

    /// <summary>Most memory that the process ever had, in MB; the peer's divided by ours.</summary>
    Memory,
}

/// <summary>A program of the other side.</summary>
/// <param name="Title">What the report calls it.</param>
/// <param name="Script">A file of Peers/, run by python3, or by node if it ends in .cjs.</param>
/// <param name="Name">Its first argument: <c>name</c> or <c>name:variant</c>.</param>
internal sealed record Peer(string Title, string Script, string Name)
{
    public static Peer Python(string title, string name) => new(title, "serve.py", name);
}

/// <summary>A line of the table.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Title">What the report calls it.</param>
/// <param name="Workload">Our side.</param>
/// <param name="Peers">The other side; the best one counts.</param>
/// <param name="Target">The ratio that is promised.</param>
/// <param name="Images">Images of a round.</param>
/// <param name="QuickImages">Images of a round under <c>--check</c>.</param>
internal sealed record BenchmarkRow(
    string Name, string Title, string Workload, IReadOnlyList<Peer> Peers, double Target, int Images, int QuickImages)
{
    /// <summary>Threads of both sides; null for all that the run has.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether it is run without being named: not where the processor would have to imitate what it lacks.</summary>
    public bool ByDefault { get; init; } = true;

    public Quantity Quantity { get; init; } = Quantity.Throughput;

    /// <summary>The name that a report and <c>--only</c> use.</summary>
    public override string ToString() => Name;
}
