using System.Diagnostics;

namespace Toolkit.Break.Attacks;

/// <summary>
/// A training in a process that is killed again and again until it comes to its end. Its weights are then those of a training that nobody killed.
/// </summary>
internal sealed class KilledTraining : IAttack
{
    private string folder = "";
    private readonly Lazy<string> expected = new(() => SmallTraining.Run(checkpoint: null));

    public string Name => "kills";

    public string Unit => "kills";

    public void Prepare(string folder) => this.folder = folder;

    public long Attempt(long seed)
    {
        var (random, checkpoint, kills) = (new Random((int)(seed & int.MaxValue)), Path.Combine(folder, $"{seed}.checkpoint"), 0L);
        while (true)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(KilledTraining).Assembly.Location, "train", checkpoint])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(random.Next(300, 2500)))
            {
                process.Kill();
                process.WaitForExit();
                kills++;
                continue;
            }
            if (process.ExitCode != 0) throw new BrokenException($"after {kills} kills the training ended with {process.ExitCode}: {errors.Result}");
            if (output.Result.Trim() != expected.Value) throw new BrokenException($"after {kills} kills the training ended with other weights.");
            CheckLeftovers(checkpoint);
            return kills;
        }
    }

    // A kill may leave the file that was being written; nothing else, and the checkpoint is there.
    private void CheckLeftovers(string checkpoint)
    {
        var name = Path.GetFileName(checkpoint);
        var others = Directory.GetFiles(folder).Select(Path.GetFileName).Where(file => file != name && !file!.EndsWith(".tmp", StringComparison.Ordinal)).ToList();
        if (!File.Exists(checkpoint) || others.Count > 0) throw new BrokenException($"files after kills: {string.Join(", ", Directory.GetFiles(folder))}");
        foreach (var file in Directory.GetFiles(folder)) File.Delete(file);
    }
}
