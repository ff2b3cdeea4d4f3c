using System.Diagnostics;
using System.Globalization;
using Toolkit.Benchmarks.Workloads;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>
/// A process that does rounds of work on demand. Both sides get the same environment, in which the number of threads is set.
/// </summary>
internal sealed class Contestant : IDisposable
{
    private readonly Process process;

    private Contestant(string title, ProcessStartInfo start, int threads)
    {
        Title = title;
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        var watch = Stopwatch.StartNew();
        process = Process.Start(start)!;
        Expect("ready");
        SecondsToReady = watch.Elapsed.TotalSeconds;
    }

    /// <summary>The interpreter that has PyTorch: the environment's TOOLKIT_PYTHON, or else the system's.</summary>
    public static string Python => Environment.GetEnvironmentVariable("TOOLKIT_PYTHON") ?? "/usr/bin/python3";

    public string Title { get; }

    /// <summary>From the start of the process to the end of its preparations.</summary>
    public double SecondsToReady { get; }

    /// <summary>The most memory that the process itself has had so far, in MB.</summary>
    public double PeakMegabytes
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64 / 1e6;
        }
    }

    /// <summary>This program's side of a row.</summary>
    public static Contestant Ours(string workload, WorkloadOptions options)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll");
        return new("toolkit", new ProcessStartInfo("dotnet", [program, "serve", .. Arguments(workload, options)]), options.Threads);
    }

    /// <summary>The other side.</summary>
    public static Contestant Theirs(Peer peer, WorkloadOptions options)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Peers", peer.Script);
        var program = script.EndsWith(".cjs", StringComparison.Ordinal) ? "node" : Python;
        return new(peer.Title, new ProcessStartInfo(program, [script, .. Arguments(peer.Name, options)]), options.Threads);
    }

    /// <summary>One round.</summary>
    public Measurement Run()
    {
        process.StandardInput.WriteLine("run");
        process.StandardInput.Flush();
        var words = ReadLine().Split(' ');
        return new(long.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(10_000)) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static string[] Arguments(string name, WorkloadOptions options) =>
        [name, "--images", $"{options.Images}", "--threads", $"{options.Threads}", "--data", options.Data, "--device", options.Device];

    private void Expect(string line)
    {
        var found = ReadLine();
        if (found != line) throw new InvalidOperationException($"{Title} printed '{found}' where '{line}' was expected.");
    }

    private string ReadLine() => process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{Title} ended early; see above.");
}
