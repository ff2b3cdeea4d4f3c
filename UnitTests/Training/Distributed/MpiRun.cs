using System.Diagnostics;
using System.Text.Json;

namespace Toolkit.UnitTests.Training.Distributed;

/// <summary>Programs that <c>mpirun</c> starts several times, on this machine.</summary>
internal static class MpiRun
{
    // As root in a container; more ranks than processors; and without reading one another's memory, which containers forbid.
    private static readonly string[] Always =
        ["--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "--mca", "btl_vader_single_copy_mechanism", "none"];

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Trains with so many ranks, to the end.</summary>
    public static (int ExitCode, string Output, string Errors) Train(int ranks, RankTraining training) => Wait(StartTraining(ranks, training));

    public static MpiProcess StartTraining(int ranks, RankTraining training) =>
        Start(["-np", $"{ranks}"], "UnitTests.dll", ["train", JsonSerializer.Serialize(training)]);

    /// <summary>Runs the toolkit's command with so many ranks, to the end.</summary>
    public static (int ExitCode, string Output, string Errors) Toolkit(int ranks, params string[] arguments) =>
        Wait(Start(["-np", $"{ranks}"], "Toolkit.Cli.dll", arguments));

    /// <param name="options">Of mpirun.</param>
    /// <param name="assembly">File name beside the tests.</param>
    /// <param name="arguments">The program's.</param>
    /// <param name="before">What mpirun itself is started by.</param>
    public static MpiProcess Start(string[] options, string assembly, string[] arguments, params string[] before) =>
        StartProgram(options, ["dotnet", Path.Combine(AppContext.BaseDirectory, assembly), .. arguments], before);

    public static MpiProcess StartProgram(string[] options, string[] program, params string[] before)
    {
        if (!File.Exists("/usr/bin/mpirun")) Assert.Inconclusive("This needs Open MPI: apt-get install openmpi-bin");
        string[] command = [.. before, "mpirun", .. Always, .. options, .. program];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new MpiProcess(Process.Start(start)!);
    }

    /// <summary>Waits until all processes have ended.</summary>
    public static (int ExitCode, string Output, string Errors) Wait(MpiProcess mpirun)
    {
        using (mpirun)
        {
            var output = mpirun.Output.ReadToEndAsync();
            if (!mpirun.Process.WaitForExit(Longest)) Assert.Fail($"mpirun has not ended in {Longest.TotalMinutes} minutes.");
            return (mpirun.Process.ExitCode, output.Result, mpirun.Errors.Result);
        }
    }

    /// <summary>The processes of the ranks below mpirun, found by what is in their environment.</summary>
    public static IReadOnlyList<(int Rank, Process Process)> Ranks(Process mpirun)
    {
        var found = new List<(int, Process)>();
        foreach (var process in Process.GetProcessesByName("dotnet"))
        {
            if (RankOf(process, mpirun) is { } rank) found.Add((rank, process));
        }
        return found;
    }

    private static int? RankOf(Process process, Process mpirun)
    {
        const string name = "OMPI_COMM_WORLD_RANK=";
        try
        {
            var parent = File.ReadAllText($"/proc/{process.Id}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            if (parent != $"{mpirun.Id}") return null;
            return File.ReadAllText($"/proc/{process.Id}/environ").Split('\0').FirstOrDefault(entry => entry.StartsWith(name)) is { } entry
                ? int.Parse(entry[name.Length..])
                : null;
        }
        catch (IOException)
        {
            return null; // it has ended meanwhile
        }
    }
}

/// <summary>A running mpirun; what is left of it ends with this object.</summary>
internal sealed class MpiProcess(Process process) : IDisposable
{
    private bool isOver;

    public Process Process => process;

    public StreamReader Output => process.StandardOutput;

    /// <summary>All that is written to the error stream.</summary>
    public Task<string> Errors { get; } = process.StandardError.ReadToEndAsync();

    public void Dispose()
    {
        if (isOver) return;
        isOver = true;
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
