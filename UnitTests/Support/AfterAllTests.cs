using System.Collections.Concurrent;

namespace Toolkit.UnitTests.Support;

/// <summary>Disposes what tests of several classes share.</summary>
[TestClass]
public static class AfterAllTests
{
    private static readonly ConcurrentStack<IDisposable> Shared = [];

    /// <summary>Remembers it to be disposed when all tests are over, the last one first.</summary>
    /// <returns>The same.</returns>
    public static T Dispose<T>(T shared) where T : IDisposable
    {
        Shared.Push(shared);
        return shared;
    }

    [AssemblyCleanup]
    public static void Clean()
    {
        while (Shared.TryPop(out var shared)) shared.Dispose();
    }
}
