using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>
/// Random numbers of a seed's own. libtorch draws initial weights, dropout and the like from one generator of the process; a stream puts its state
/// there while it draws, and only one does at a time. So two trainings at once get the numbers that each gets alone.
/// </summary>
internal sealed class RandomStream : IDisposable
{
    private static readonly Lock Gate = new();

    // TorchSharp's functions make an object for the generator in each call and keep none: its finalizer would free it while libtorch reads its state.
    private static readonly Lazy<Generator> Shared = new(() => Generator.Default);

    private Tensor state;
    private bool isDrawing;

    /// <param name="seed">The same seed gives the same numbers.</param>
    public RandomStream(long seed)
    {
        lock (Gate)
        {
            using var before = Captured();
            manual_seed(seed);
            state = Captured();
            Shared.Value.set_state(before);
        }
    }

    /// <summary>Where the stream is.</summary>
    public Tensor State
    {
        get => isDrawing ? throw new InvalidOperationException("The stream is being drawn from.") : state;
        set
        {
            using var scope = NewDisposeScope();
            state.Dispose();
            state = value.clone().DetachFromDisposeScope();
        }
    }

    /// <summary>Draws from the process's generator while no stream does.</summary>
    public static T Alone<T>(Func<T> draw)
    {
        lock (Gate) return draw();
    }

    /// <summary>Runs something whose random numbers are this stream's.</summary>
    public T Draw<T>(Func<T> draw)
    {
        lock (Gate)
        {
            if (isDrawing) return draw();
            using var before = Captured();
            Shared.Value.set_state(state);
            isDrawing = true;
            try
            {
                return draw();
            }
            finally
            {
                isDrawing = false;
                state.Dispose();
                state = Captured();
                Shared.Value.set_state(before);
            }
        }
    }

    /// <inheritdoc cref="Draw{T}(Func{T})"/>
    public void Draw(Action draw) => Draw(() =>
    {
        draw();
        return true;
    });

    public void Dispose() => state.Dispose();

    private static Tensor Captured()
    {
        using var scope = NewDisposeScope();
        return Shared.Value.get_state().DetachFromDisposeScope();
    }
}
