using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Compat.Tests.TorchSharp;

[TestClass]
[DoNotParallelize]
public sealed class DisposeScopeTests
{
    [TestMethod]
    public void AScopeDisposesWhatWasMadeInIt()
    {
        var before = Tensor.TotalCount;
        Tensor kept;
        using (NewDisposeScope())
        {
            var x = ones(3);
            kept = (x + 1).relu().MoveToOuterDisposeScope();
        }
        Assert.AreEqual(before + 1, Tensor.TotalCount);
        Assert.AreEqual(6f, kept.sum().item<float>());
        kept.Dispose();
    }

    [TestMethod]
    public void MovingGoesToTheScopeAround()
    {
        using var outer = NewDisposeScope();
        Tensor x;
        using (var inner = NewDisposeScope())
        {
            x = inner.MoveToOuter(ones(1));
            Assert.IsFalse(inner.Contains(x));
        }
        Assert.IsFalse(x.IsInvalid);
        Assert.IsTrue(outer.Contains(x));
        outer.Dispose();
        Assert.IsTrue(x.IsInvalid);
    }

    [TestMethod]
    public void ADetachedTensorOutlivesAllScopesAndCanComeBack()
    {
        using var outer = NewDisposeScope();
        Tensor x;
        using (NewDisposeScope()) x = ones(1).DetachFromDisposeScope();
        Assert.AreEqual(0, outer.DisposablesCount);
        outer.Attach(x);
        outer.DisposeEverything();
        Assert.IsTrue(x.IsInvalid);
    }

    [TestMethod]
    public void DisposeEverythingButKeepsTheRest()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (ones(1), ones(1));
        Assert.AreSame(y, scope.DisposeEverythingBut(y));
        Assert.IsTrue(x.IsInvalid);
        Assert.IsFalse(y.IsInvalid);
        Assert.AreSame(y, scope.DisposablesView.Single());
    }

    [TestMethod]
    public void InPlaceOperatorsReturnTheTensorItself()
    {
        using var scope = NewDisposeScope();
        var x = ones(2);
        Assert.AreSame(x, x.add_(1).mul_(ones(2)).zero_());
        Assert.AreEqual(2, scope.DisposablesCount);
    }

    [TestMethod]
    public void StatisticsFollowTheTensorsOfTheThread()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        using (NewDisposeScope())
        {
            var (x, y, z) = (ones(1), ones(1), ones(1));
            x.Dispose();
            y.DetachFromDisposeScope().Dispose();
            Assert.AreEqual(3, statistics.CreatedInScopeCount);
            Assert.AreEqual(1, statistics.DisposedInScopeCount);
            Assert.AreEqual(1, statistics.DetachedFromScopeCount);
            Assert.AreEqual(1, statistics.ThreadTotalLiveCount);
            GC.KeepAlive(z);
        }
        Assert.AreEqual(2, statistics.DisposedInScopeCount);
        ones(1).Dispose();
        Assert.AreEqual(1, statistics.CreatedOutsideScopeCount);
    }

    [TestMethod]
    public void ScopesBelongToTheirThread()
    {
        using var scope = NewDisposeScope();
        Task.Run(() => ones(1).Dispose()).Wait();
        Assert.AreEqual(0, scope.DisposablesCount);
    }

    [TestMethod]
    public void TheCollectorFreesWhatNobodyHolds()
    {
        var before = Tensor.TotalCount;
        MakeGarbage();
        for (var i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.IsLessThan(before + 100, Tensor.TotalCount);
        Assert.IsGreaterThanOrEqualTo(before + 100, Tensor.PeakCount);

        static void MakeGarbage()
        {
            for (var i = 0; i < 100; i++) _ = ones(1);
        }
    }
}
