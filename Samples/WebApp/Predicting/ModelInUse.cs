namespace Toolkit.Samples.WebApp.Predicting;

/// <summary>
/// The model that answers. Another one takes over from one request to the next: requests that have begun end with the model they began with, and it
/// goes when the last of them is through.
/// </summary>
internal sealed class ModelInUse : IDisposable
{
    private readonly Lock gate = new();
    private CountedModel? current;

    /// <summary>Number of the model; 0 before there is one.</summary>
    public int Number => Volatile.Read(ref current)?.Model.Number ?? 0;

    /// <summary>Takes the model for one request; dispose the result at its end.</summary>
    /// <exception cref="NoModelYetException">The first model is still being trained.</exception>
    public ModelLease Take()
    {
        lock (gate)
        {
            if (current is null) throw new NoModelYetException();
            current.Users++;
            var taken = current;
            return new ModelLease(taken.Model, () => Release(taken));
        }
    }

    /// <summary>Lets another model answer from now on. It is disposed here when its time is over.</summary>
    public void Replace(ServedModel next)
    {
        CountedModel? before;
        lock (gate) (before, current) = (current, new CountedModel(next));
        if (before is not null) Release(before);
    }

    public void Dispose()
    {
        CountedModel? last;
        lock (gate) (last, current) = (current, null);
        if (last is not null) Release(last);
    }

    private void Release(CountedModel model)
    {
        lock (gate)
        {
            if (--model.Users > 0) return;
        }
        model.Model.Dispose();
    }

    /// <summary>A model and who uses it: its requests, and this class as long as it is the current one.</summary>
    private sealed class CountedModel(ServedModel model)
    {
        public ServedModel Model => model;

        public int Users { get; set; } = 1;
    }
}

/// <summary>The model, for the time of one request.</summary>
internal sealed class ModelLease(ServedModel model, Action release) : IDisposable
{
    private Action? release = release;

    public ServedModel Model => model;

    public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();
}

/// <summary>There is no model to answer with.</summary>
internal sealed class NoModelYetException() : Exception("The first model is still being trained. Ask again in a moment.");
