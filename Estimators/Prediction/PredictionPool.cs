using System.Collections.Concurrent;
using Microsoft.ML;

namespace Toolkit.Estimators.Prediction;

/// <summary>
/// Prediction engines over one model, for several threads at once, as a web service needs them. A
/// <see cref="PredictionEngine{TSrc, TDst}"/> itself is for one thread at a time. Engines are made when they are first needed, and used
/// again; where all are busy, callers wait.
/// </summary>
/// <remarks>The pool does not own the model: dispose the pool first, and then the model.</remarks>
/// <typeparam name="TSrc">Type of the input, such as a class with an MLImage property that has an <c>[ImageColumn]</c>.</typeparam>
/// <typeparam name="TDst">Type of the prediction, such as a class with <c>PredictedLabel</c> and <c>Score</c>.</typeparam>
public sealed class PredictionPool<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly ConcurrentBag<PredictionEngine<TSrc, TDst>> idle = [];
    private readonly Func<PredictionEngine<TSrc, TDst>> create;
    private readonly SemaphoreSlim free;
    private volatile bool disposed;

    internal PredictionPool(Func<PredictionEngine<TSrc, TDst>> create, int maximumEngines)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumEngines, 1);
        (this.create, MaximumEngines, free) = (create, maximumEngines, new SemaphoreSlim(maximumEngines));
        // Now, so that a model that does not fit the two classes is refused at once, and not by the first request.
        idle.Add(create());
    }

    /// <summary>The most engines that there are at a time, and so the most predictions.</summary>
    public int MaximumEngines { get; }

    /// <summary>Predicts with an engine of the pool. May be called from any number of threads.</summary>
    /// <param name="example">The input.</param>
    /// <param name="cancellation">Ends the waiting for an engine; a prediction that has begun is not interrupted.</param>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TDst Predict(TSrc example, CancellationToken cancellation = default)
    {
        using var rented = Rent(cancellation);
        return rented.Engine.Predict(example);
    }

    /// <summary>
    /// Predicts with an engine of the pool, and waits for one without holding a thread, as the requests of a service should. The prediction itself is
    /// computed on the thread that goes on.
    /// </summary>
    /// <param name="example">The input.</param>
    /// <param name="cancellation">Ends the waiting for an engine; a prediction that has begun is not interrupted.</param>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<TDst> PredictAsync(TSrc example, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        await free.WaitAsync(cancellation).ConfigureAwait(false);
        using var rented = RentFree();
        return rented.Engine.Predict(example);
    }

    /// <summary>Takes an engine out of the pool, for many predictions by one thread; dispose the result to give it back.</summary>
    /// <param name="cancellation">Ends the waiting for an engine.</param>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public RentedEngine<TSrc, TDst> Rent(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        free.Wait(cancellation);
        return RentFree();
    }

    /// <summary>
    /// Disposes the engines, those that are rented when they come back, and lets waiting callers fail. The model stays.
    /// </summary>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        DisposeIdle();
        // Wakes one waiting caller, which finds the pool disposed and wakes the next.
        free.Release();
    }

    /// <summary>Takes an engine for a caller whose turn it is.</summary>
    private RentedEngine<TSrc, TDst> RentFree()
    {
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return new RentedEngine<TSrc, TDst>(idle.TryTake(out var engine) ? engine : create(), GiveBack);
        }
        catch
        {
            free.Release();
            throw;
        }
    }

    private void GiveBack(PredictionEngine<TSrc, TDst> engine)
    {
        idle.Add(engine);
        if (disposed) DisposeIdle();
        free.Release();
    }

    private void DisposeIdle()
    {
        while (idle.TryTake(out var engine)) engine.Dispose();
    }
}
