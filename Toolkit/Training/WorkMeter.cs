using System.Diagnostics;

namespace Toolkit.Training;

/// <summary>Measures how fast the work goes and how long the rest will take. The unit of work is the forward pass of one image.</summary>
/// <param name="total">All the work there is.</param>
internal sealed class WorkMeter(double total)
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private double done;

    public TimeSpan Elapsed => watch.Elapsed;

    /// <summary>The rest at the speed of what is done; zero before anything is.</summary>
    public TimeSpan TimeLeft => done > 0 ? watch.Elapsed * Math.Max(0, (total - done) / done) : TimeSpan.Zero;

    public void Advance(double work) => done += work;
}
