using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Toolkit.Samples.WebApp.Training;

/// <summary>Holds the present <see cref="TrainingStatus"/>, and tells those who follow it of every change, or of the last one where they are slow.</summary>
internal sealed class TrainingBoard
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private TaskCompletionSource changed = NewChange();

    public TrainingStatus Status { get; private set; } = new();

    public void Update(Func<TrainingStatus, TrainingStatus> change) => TryUpdate(_ => true, change);

    /// <summary>Changes the status where it is as expected, as one step.</summary>
    /// <returns>Whether it was.</returns>
    public bool TryUpdate(Func<TrainingStatus, bool> expected, Func<TrainingStatus, TrainingStatus> change)
    {
        TaskCompletionSource before;
        lock (gate)
        {
            if (!expected(Status)) return false;
            Status = change(Status);
            (before, changed) = (changed, NewChange());
        }
        before.SetResult();
        return true;
    }

    /// <summary>The present status, and then each new one, but not more than ten a second; ends without an exception.</summary>
    public async IAsyncEnumerable<SseItem<TrainingStatus>> Follow([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var (status, next) = Look();
            yield return new SseItem<TrainingStatus>(status);
            await next.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Pace, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private (TrainingStatus Status, Task Next) Look()
    {
        lock (gate) return (Status, changed.Task);
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
