namespace TorchSharp;

/// <summary>A thread's stack of dispose scopes. A tensor belongs to the innermost scope of the thread that made it.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? thisThread;

    /// <summary>The current thread's counts.</summary>
    public static ThreadDisposeScopeStatistics Statistics => ThisThread.Counts;

    internal static DisposeScopeManager ThisThread => thisThread ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics Counts { get; } = new();

    internal DisposeScope? Current { get; private set; }

    internal DisposeScope Open() => Current = new DisposeScope(this, Current);

    /// <summary>Takes a scope out of the stack, wherever it is: scopes may be disposed out of order.</summary>
    internal void Close(DisposeScope scope)
    {
        if (Current == scope)
        {
            Current = scope.Outer;
            return;
        }
        for (var inner = Current; inner is not null; inner = inner.Outer)
        {
            if (inner.Outer == scope) inner.Outer = scope.Outer;
        }
    }

    /// <summary>Puts a new tensor into the innermost scope; null where there is none.</summary>
    internal DisposeScope? Register(torch.Tensor tensor)
    {
        if (Current is null)
        {
            Counts.CreatedOutsideScopeCount++;
            return null;
        }
        Counts.CreatedInScopeCount++;
        Current.Add(tensor);
        return Current;
    }
}
