using System.Diagnostics;
using System.Globalization;
using Toolkit.Benchmarks.Workloads;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>
/// A process that does rounds of work on demand. All sides get the same environment, in which the number of threads is set.
/// </summary>
internal sealed class Contestant : IDisposable
{
    private const int MostDeaths = 10;

    private readonly Side side;
    private readonly WorkloadOptions options;
    private Process process;

    /// <summary>Starts a side and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended early; what it wrote to the error output says why.</exception>
    public Contestant(Side side, WorkloadOptions options)
    {
        (this.side, this.options) = (side, options);
        process = Start();
    }

    /// <summary>The interpreter that has PyTorch: the environment's TOOLKIT_PYTHON, or else the system's.</summary>
    public static string Python => Environment.GetEnvironmentVariable("TOOLKIT_PYTHON") ?? "/usr/bin/python3";

    /// <summary>How often it ended in the middle of a round and was started again.</summary>
    public int Deaths { get; private set; }

    /// <summary>The most memory that the process itself has had so far, in MB.</summary>
    public double PeakMegabytes
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64 / 1e6;
        }
    }

    /// <summary>Path of a script of the PyTorch side.</summary>
    public static string PythonFile(string name) => Path.Combine(AppContext.BaseDirectory, "Peers", "PyTorch", name);

    /// <summary>One round. A process that ends in it is replaced, if its side <see cref="Side.MayDie"/>, and the round done again.</summary>
    public Measurement Run()
    {
        while (true)
        {
            if (TryRun() is { } measurement) return measurement;
            if (!side.MayDie || ++Deaths > MostDeaths) throw EndedEarly();
            Stop();
            process = Start();
            _ = TryRun(); // to warm up
        }
    }

    public void Dispose() => Stop();

    private Process Start()
    {
        string[] arguments = [side.Workload, "--images", $"{options.Images}", "--threads", $"{options.Threads}", "--data", options.Data];
        var start = side.InPython
            ? new ProcessStartInfo(Python, [PythonFile("serve.py"), .. arguments])
            : new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll"), "serve", .. arguments]);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        start.Environment["OMP_NUM_THREADS"] = options.Threads.ToString(CultureInfo.InvariantCulture);
        var started = Process.Start(start)!;
        var line = started.StandardOutput.ReadLine() ?? throw EndedEarly();
        return line == "ready" ? started : throw new InvalidOperationException($"{side.Title} printed '{line}' where 'ready' was expected.");
    }

    /// <summary>Null where the process has ended.</summary>
    private Measurement? TryRun()
    {
        try
        {
            process.StandardInput.WriteLine("run");
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            return null;
        }
        if (process.StandardOutput.ReadLine()?.Split(' ') is not [var images, var seconds]) return null;
        return new(long.Parse(images, CultureInfo.InvariantCulture), double.Parse(seconds, CultureInfo.InvariantCulture));
    }

    private void Stop()
    {
        if (!process.HasExited) process.StandardInput.Close();
        if (!process.WaitForExit(10_000)) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private InvalidOperationException EndedEarly() => new($"{side.Title} ended early; see above.");
}
