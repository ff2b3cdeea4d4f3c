namespace Toolkit.UnitTests.Support;

/// <summary>A thread that does nothing but collect garbage and run finalizers, beside which other work is done.</summary>
internal static class CollectingThread
{
    /// <summary>Does the work.</summary>
    /// <returns>How often garbage was collected meanwhile.</returns>
    public static int Beside(Action work)
    {
        using var done = new ManualResetEventSlim();
        var collections = 0;
        var collector = new Thread(() =>
        {
            for (; !done.IsSet; collections++)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            work();
        }
        finally
        {
            done.Set();
            collector.Join();
        }
        return collections;
    }
}
