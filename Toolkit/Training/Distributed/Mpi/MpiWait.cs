using System.Diagnostics;
using static System.Threading.Timeout;

namespace Toolkit.Training;

/// <summary>Waits for operations of MPI, and for no longer than the timeout.</summary>
internal sealed class MpiWait(MpiRollCall rollCall)
{
    private static readonly TimeSpan Spinning = TimeSpan.FromMilliseconds(1), Yielding = TimeSpan.FromMilliseconds(20), Transferring = TimeSpan.FromSeconds(1),
        BetweenRollCalls = TimeSpan.FromMilliseconds(100);

    public MpiRollCall RollCall { get; } = rollCall;

    public TimeSpan Timeout { get; set; } = InfiniteTimeSpan;

    /// <summary>Waits for what the other ranks have to come for, which may take them long.</summary>
    public void ForOthers(nint request) => Wait(request, Yielding);

    /// <summary>Waits for values on their way, which only move on while somebody looks.</summary>
    public void ForTransfer(nint request) => Wait(request, Transferring);

    private void Wait(nint request, TimeSpan untilSleeping)
    {
        var (watch, nextRollCall) = (Stopwatch.StartNew(), BetweenRollCalls);
        RollCall.Reset();
        while (true)
        {
            _ = MpiLibrary.Test(ref request, out var isDone);
            if (isDone != 0) return;
            var waited = watch.Elapsed;
            if (waited < Spinning) continue;
            if (waited < untilSleeping) Thread.Yield();
            else Thread.Sleep(1);
            if (waited < nextRollCall) continue;
            RollCall.Poll(waited, Timeout);
            nextRollCall = waited + BetweenRollCalls;
        }
    }
}
