using System.Diagnostics;
using Spectre.Console;
using Toolkit.Break.Attacks;

namespace Toolkit.Break;

/// <summary>Runs attacks in turns, each in a process of its own, and adds up what they come to.</summary>
internal sealed class Campaign(string totalsFile)
{
    private const double SecondsOfATurn = 20;

    /// <summary>An attempt that takes longer than this hangs.</summary>
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromMinutes(3);

    private readonly Totals totals = Totals.Read(totalsFile);

    /// <returns>The exit code: 0, or 1 where something was wrong.</returns>
    public int Run(IReadOnlyList<string> attacks, TimeSpan time, long? seed)
    {
        var (watch, wrong) = (Stopwatch.StartNew(), 0);
        for (var turn = 0; turn == 0 || (seed is null && watch.Elapsed < time); turn++)
        {
            foreach (var name in attacks)
            {
                wrong += Turn(name, seed ?? Stopwatch.GetTimestamp(), seed is null ? SecondsOfATurn : 0);
                if (seed is null) totals.Write(totalsFile);
                if (watch.Elapsed >= time) break;
            }
        }
        AnsiConsole.Write(totals.ToTable());
        Console.WriteLine($"{wrong} wrong in this run");
        return wrong == 0 ? 0 : 1;
    }

    private int Turn(string name, long seed, double seconds)
    {
        var progress = Path.GetTempFileName();
        try
        {
            using var process = Start(name, seed, seconds, progress);
            using var watchdog = new Timer(_ => KillIfItHangs(process, progress), null, LongestAttempt, TimeSpan.FromSeconds(10));
            var errors = process.StandardError.ReadToEndAsync();
            var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            var faults = lines.Where(line => line.StartsWith("wrong\t", StringComparison.Ordinal)).ToList();
            if (process.ExitCode != 0)
                faults.Add($"wrong\t{LastAttempt(progress)}\tthe process ended with {process.ExitCode}: {errors.Result.ReplaceLineEndings(" | ")}");
            foreach (var fault in faults) Console.WriteLine($"{fault}\n  repeat: eng/break.sh --only {name} --seed {fault.Split('\t')[1]}");
            totals.Add(AttackList.Find(name).Unit, Units(lines, seed, progress), faults.Count);
            return faults.Count;
        }
        finally
        {
            File.Delete(progress);
        }
    }

    private static Process Start(string name, long seed, double seconds, string progress)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(Campaign).Assembly.Location, "attack", name, $"{seed}", $"{seconds}", progress])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static void KillIfItHangs(Process process, string progress)
    {
        if (DateTime.UtcNow - File.GetLastWriteTimeUtc(progress) > LongestAttempt) process.Kill(entireProcessTree: true);
    }

    private static long Units(string[] lines, long first, string progress) =>
        lines.FirstOrDefault(line => line.StartsWith("units\t", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split('\t')[1])
            : Math.Max(0, LastAttempt(progress) - first);

    private static long LastAttempt(string progress) =>
        File.ReadAllBytes(progress) is { Length: sizeof(long) } bytes ? BitConverter.ToInt64(bytes) : 0;
}
