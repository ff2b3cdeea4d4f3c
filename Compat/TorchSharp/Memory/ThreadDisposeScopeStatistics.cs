namespace TorchSharp;

/// <summary>Counts the tensors that a thread creates and disposes, to find leaks.</summary>
public class ThreadDisposeScopeStatistics
{
    /// <summary>Tensors created while the thread had no dispose scope.</summary>
    public long CreatedOutsideScopeCount { get; internal set; }

    /// <summary>Tensors created inside a dispose scope.</summary>
    public long CreatedInScopeCount { get; internal set; }

    /// <summary>Tensors disposed by their scope, or one by one while a scope held them.</summary>
    public long DisposedInScopeCount { get; internal set; }

    /// <summary>Tensors taken out of all scopes, less those attached again.</summary>
    public long DetachedFromScopeCount { get; internal set; }

    /// <summary>Tensors created in scopes that are still alive in one.</summary>
    public long ThreadTotalLiveCount => CreatedInScopeCount - DetachedFromScopeCount - DisposedInScopeCount;

    /// <summary>Sets all counts to zero.</summary>
    public void Reset()
    {
        CreatedOutsideScopeCount = 0;
        CreatedInScopeCount = 0;
        DisposedInScopeCount = 0;
        DetachedFromScopeCount = 0;
    }
}
