using Microsoft.ML;

namespace Toolkit.Estimators.Prediction;

/// <summary>An engine taken out of a <see cref="PredictionPool{TSrc, TDst}"/>, for one thread; disposing gives it back.</summary>
public sealed class RentedEngine<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly Action<PredictionEngine<TSrc, TDst>> giveBack;
    private PredictionEngine<TSrc, TDst>? engine;

    internal RentedEngine(PredictionEngine<TSrc, TDst> engine, Action<PredictionEngine<TSrc, TDst>> giveBack) =>
        (this.engine, this.giveBack) = (engine, giveBack);

    /// <summary>The engine. Do not dispose it, and do not use it after giving it back.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public PredictionEngine<TSrc, TDst> Engine => engine ?? throw new ObjectDisposedException(
        nameof(RentedEngine<TSrc, TDst>), "The engine was given back to its pool; rent another one.");

    /// <summary>Gives the engine back; a second call does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref engine, null) is { } taken) giveBack(taken);
    }
}
