using System.Diagnostics;

namespace Toolkit.Training;

/// <summary>Cancels the computation of features as soon as they would take too long at the speed so far.</summary>
internal sealed class FeaturePace : IDisposable
{
    /// <summary>The speed of the first images says little.</summary>
    private const double ShareBeforeJudging = 0.1;

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly CancellationTokenSource stop;
    private readonly int images;
    private readonly TimeSpan? limit;
    private int done;

    /// <param name="images">All that features are computed of.</param>
    /// <param name="limit">The most that it may take; null: any time.</param>
    /// <param name="cancellation">Cancels, too.</param>
    public FeaturePace(int images, TimeSpan? limit, CancellationToken cancellation)
    {
        (this.images, this.limit) = (images, limit);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    public CancellationToken Token => stop.Token;

    public bool IsTooSlow { get; private set; }

    public double Seconds => watch.Elapsed.TotalSeconds;

    /// <summary>The speed so far; 0 before anything is done.</summary>
    public double SecondsPerImage => done > 0 ? Seconds / done : 0;

    /// <summary>Takes note of images that are done.</summary>
    public void Advance(int count)
    {
        done += count;
        if (limit is not { } most || done >= images) return;
        IsTooSlow = watch.Elapsed > most || (done >= ShareBeforeJudging * images && watch.Elapsed * images / done > most);
        if (IsTooSlow) stop.Cancel();
    }

    public void Dispose() => stop.Dispose();
}
