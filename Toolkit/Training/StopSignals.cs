using System.Runtime.InteropServices;

namespace Toolkit.Training;

/// <summary>
/// Ctrl+C (SIGINT) and SIGTERM as a request to end a training: the first one cancels <see cref="Token"/>, so that the training ends after the present step,
/// keeps its best weights, and the program can write them. A second one ends the process at once, as the first would without this object.
/// </summary>
/// <example>
/// <code>
/// using var stop = new StopSignals();
/// var result = tuner.Fit(images, cancellation: stop.Token);
/// Save(network);
/// return stop.ExitCode ?? 0;
/// </code>
/// </example>
public sealed class StopSignals : IDisposable
{
    // What shells report of a program that a signal has ended.
    private const int Interrupted = 130, Terminated = 143;

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private int exitCode;

    /// <summary>Takes the signals over until it is disposed.</summary>
    public StopSignals() => registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>What the process should return: 130 after SIGINT, 143 after SIGTERM, as shells have it; null: there was none.</summary>
    public int? ExitCode => exitCode == 0 ? null : exitCode;

    /// <summary>Gives the signals back. The token stays good: a signal may still be on its way.</summary>
    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        var code = signal.Signal == PosixSignal.SIGINT ? Interrupted : Terminated;
        if (Interlocked.CompareExchange(ref exitCode, code, 0) != 0) return; // and the system does what it does with the signal
        signal.Cancel = true;
        source.Cancel();
    }
}
