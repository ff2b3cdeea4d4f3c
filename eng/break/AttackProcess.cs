using System.Diagnostics;
using Toolkit.Break.Attacks;

namespace Toolkit.Break;

/// <summary>Makes the attempts of one attack, in a process that may end with one of them.</summary>
internal static class AttackProcess
{
    /// <summary>Bytes that the process may take at most: small files must not take the machine.</summary>
    private const long MostBytes = 2L << 30;

    /// <summary>Runs for a time; with 0 seconds, one attempt.</summary>
    /// <param name="name">The attack.</param>
    /// <param name="seed">The first attempt's; each next one has one more.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="progress">File that gets the number of the attempt that is being made.</param>
    public static void Run(string name, long seed, double seconds, string progress)
    {
        var attack = AttackList.Find(name);
        var folder = Directory.CreateTempSubdirectory("toolkit-break-").FullName;
        var (watch, units) = (Stopwatch.StartNew(), 0L);
        try
        {
            attack.Prepare(folder);
            using var place = File.OpenHandle(progress, FileMode.Create, FileAccess.Write, FileShare.Read);
            do
            {
                RandomAccess.Write(place, BitConverter.GetBytes(seed), 0);
                units += Attempt(attack, seed++);
            }
            while (watch.Elapsed.TotalSeconds < seconds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        Console.WriteLine($"units\t{units}");
        if (Process.GetCurrentProcess().PeakWorkingSet64 is > MostBytes and var peak) Report(seed - 1, $"the process took {peak >> 20} MB");
    }

    private static long Attempt(IAttack attack, long seed)
    {
        try
        {
            return attack.Attempt(seed);
        }
        catch (BrokenException wrong)
        {
            Report(seed, $"{wrong.Message} {wrong.InnerException}");
            return 1;
        }
    }

    private static void Report(long seed, string message) => Console.WriteLine($"wrong\t{seed}\t{message.ReplaceLineEndings(" | ")}");
}
