using Toolkit.Kernels;
using Toolkit.UnitTests.Kernels.Convolution;

namespace Toolkit.UnitTests.Kernels;

[TestClass]
[DoNotParallelize]
public sealed class KernelThreadsTests
{
    [TestMethod]
    public void EachNumberComesOnceOnBothThreads()
    {
        var calls = new int[1000];
        var (_, threads) = Gradients.OnOneAndTwoThreads(() =>
        {
            HashSet<int> seen = [];
            KernelThreads.Run(calls.Length, i =>
            {
                Interlocked.Increment(ref calls[i]);
                lock (seen) seen.Add(Environment.CurrentManagedThreadId);
                Thread.SpinWait(2000);
            });
            return seen.Count;
        });
        Assert.IsTrue(calls.All(count => count == 2));
        Assert.AreEqual(2, threads);
    }

    [TestMethod]
    public void WhatAThreadThrowsComesBack()
    {
        Gradients.OnOneAndTwoThreads(() => Assert.ThrowsExactly<InvalidOperationException>(() => KernelThreads.Run(100, i =>
        {
            if (i == 57) throw new InvalidOperationException();
        })));
    }
}
