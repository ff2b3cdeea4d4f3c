namespace Toolkit.Benchmarks.Comparison;

/// <summary>What a row compares.</summary>
internal enum Quantity
{
    /// <summary>Images a second; ours divided by the peer's.</summary>
    Throughput,

    /// <summary>Seconds from the start of a process to its first result; the peer's divided by ours.</summary>
    StartUp,

    /// <summary>Most memory that the process ever had, in MB; the peer's divided by ours.</summary>
    Memory,
}

/// <summary>A side of a row, which runs in a process of its own.</summary>
/// <param name="Title">What the report calls it.</param>
/// <param name="Workload">What its process does; in Python <c>name</c> or <c>name:variant</c>.</param>
/// <param name="InPython">Whether python3 runs it with Peers/PyTorch/serve.py, not this program.</param>
internal sealed record Side(string Title, string Workload, bool InPython = false)
{
    /// <summary>
    /// Whether it is started again where it ends in the middle of a round; the report says how often. TorchSharp frees numbers while libtorch
    /// reads them: its loader with two threads ends of that about every 30,000 images.
    /// </summary>
    public bool MayDie { get; init; }

    public static Side PyTorch(string title, string workload) => new(title, workload, InPython: true);
}

/// <summary>A line of the table.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Title">What the report calls it.</param>
/// <param name="Workload">Our side.</param>
/// <param name="TorchSharpWorkload">The same in plain TorchSharp, the main peer; null where that has nothing for it.</param>
/// <param name="OtherPeers">The best one counts.</param>
/// <param name="Images">Images of a round.</param>
/// <param name="QuickImages">Images of a round under <c>--check</c>.</param>
internal sealed record BenchmarkRow(
    string Name, string Title, string Workload, string? TorchSharpWorkload, IReadOnlyList<Side> OtherPeers, int Images, int QuickImages)
{
    public Side Ours { get; } = new("toolkit", Workload);

    public Side? TorchSharp { get; } = TorchSharpWorkload is null ? null : new("plain TorchSharp", TorchSharpWorkload) { MayDie = true };

    /// <summary>Threads of both sides; null for all that the run has.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether it is run without being named: not where the processor would have to imitate what it lacks.</summary>
    public bool ByDefault { get; init; } = true;

    /// <summary>What the row is to reach; null: nothing is set.</summary>
    public Target? Target { get; init; }

    public Quantity Quantity { get; init; } = Quantity.Throughput;

    /// <summary>The name that a report and <c>--only</c> use.</summary>
    public override string ToString() => Name;
}
