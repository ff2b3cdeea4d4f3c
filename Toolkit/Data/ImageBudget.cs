namespace Toolkit.Data;

/// <summary>Bytes that several data sets share, on several threads.</summary>
internal sealed class ImageBudget(long bytes)
{
    private long left = bytes;

    /// <summary>Takes some, or nothing where there are not as many left.</summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref left, -count) >= 0) return true;
        Interlocked.Add(ref left, count);
        return false;
    }
}
